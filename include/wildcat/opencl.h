// SPDX-License-Identifier: MIT
// The OpenCL backend: graphics cards (and other devices) of every vendor that has an OpenCL driver.
// The loader is opened at run time, so a program with this backend runs where there is none.
#pragma once

#include <memory>
#include <string>

#include "wildcat/device.h"

namespace wildcat {

/// How the OpenCL backend is to behave.
struct OpenclOptions {
  /// The loader library, opened when devices() is called. It may be missing.
  std::string library = "libOpenCL.so.1";
  /// Search to use: "single" or "version_major"; empty: whichever is faster here.
  std::string kernel = {};
  /// Folder for compiled programs, so that later starts need not compile; empty: none is kept.
  /// Files are written by rename; a damaged one is as good as none.
  std::string program_folder = {};
  /// Folder for what was found out about each device's best setting; empty: found out anew at each
  /// start.
  std::string tuning_folder = {};
  /// Find the best setting anew, even when it is known.
  bool tune = false;
};

/// The OpenCL backend with these options. Never fails; notes() of it says what is missing.
///
/// devices() lists every usable device of every platform, "opencl:0" and on in the loader's order,
/// also those that are a graphics card that another backend drives better (same DeviceInfo::pci)
/// and those that are the processor (DeviceInfo::kind): the caller chooses. It only asks drivers
/// what they have; nothing is compiled before Device::prepare().
std::unique_ptr<Backend> opencl_backend(OpenclOptions options = {});

}  // namespace wildcat
