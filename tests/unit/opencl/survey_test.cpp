// SPDX-License-Identifier: MIT
// What is found on machines whose drivers misbehave: everything that works.
#include "backends/opencl/cl_survey.h"

#include <gtest/gtest.h>

#include "tests/support/text.h"
#include "tests/unit/opencl/fake_cl.h"
#include "wildcat/opencl.h"

namespace wildcat::opencl {
namespace {

using fake::good_device;
using test::has;

ClSurvey survey_of(fake::Machine machine) { return survey(fake::api_of(machine)); }

std::string all(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  return text;
}

TEST(Survey, BrokenPlatformsHideNothingOfTheOthers) {
  const auto found = survey_of({CL_SUCCESS,
                                {{"Broken", CL_OUT_OF_HOST_MEMORY, {}},
                                 {"First", CL_SUCCESS, {good_device("one"), good_device("two")}},
                                 {"Empty", CL_DEVICE_NOT_FOUND, {}},
                                 {"Odd", -9999, {}},
                                 {"Last", CL_SUCCESS, {good_device("three")}}}});
  ASSERT_EQ(found.devices.size(), 3u);
  EXPECT_EQ(found.devices[0].name, "one");
  EXPECT_EQ(found.devices[2].name, "three");
  EXPECT_EQ(found.devices[2].driver, "Last 1.2.3");
  EXPECT_EQ(found.devices[2].compute_units, 12u);
  ASSERT_EQ(found.notes.size(), 3u) << all(found.notes);
  EXPECT_TRUE(has(found.notes[0], "'Broken'")) << found.notes[0];
  EXPECT_TRUE(has(found.notes[0], "CL_OUT_OF_HOST_MEMORY (-6)")) << found.notes[0];
  EXPECT_TRUE(has(found.notes[1], "'Empty' has no device")) << found.notes[1];
  EXPECT_TRUE(has(found.notes[2], "-9999")) << found.notes[2];
}

TEST(Survey, DevicesThatCannotBeUsedAreNamed) {
  auto busy = good_device("busy"), dumb = good_device("dumb"), turned = good_device("turned");
  busy.with(CL_DEVICE_AVAILABLE, cl_bool{CL_FALSE});
  dumb.with(CL_DEVICE_COMPILER_AVAILABLE, cl_bool{CL_FALSE});
  turned.with(CL_DEVICE_ENDIAN_LITTLE, cl_bool{CL_FALSE});
  const auto found =
      survey_of({CL_SUCCESS, {{"P", CL_SUCCESS, {busy, dumb, turned, good_device("good")}}}});
  ASSERT_EQ(found.devices.size(), 1u);
  EXPECT_EQ(found.devices[0].name, "good");
  const std::string notes = all(found.notes);
  for (const char* part : {"'busy'", "'dumb'", "no compiler", "'turned'", "big-endian"})
    EXPECT_TRUE(has(notes, part)) << part << " in\n" << notes;
}

TEST(Survey, NoPlatformIsSaid) {
  EXPECT_TRUE(has(all(survey_of({CL_SUCCESS, {}}).notes), "no OpenCL driver"));
  EXPECT_TRUE(has(all(survey_of({CL_PLATFORM_NOT_FOUND_KHR, {}}).notes), "no OpenCL driver"));
  EXPECT_TRUE(has(all(survey_of({CL_OUT_OF_RESOURCES, {}}).notes), "CL_OUT_OF_RESOURCES"));
}

TEST(Survey, ADeviceThatAnswersNothingIsLeftOut) {
  const auto found = survey_of({CL_SUCCESS, {{"P", CL_SUCCESS, {fake::Device{}}}}});
  EXPECT_TRUE(found.devices.empty());
  EXPECT_EQ(found.notes.size(), 1u);
}

TEST(Survey, KindsOfDevices) {
  const auto found =
      survey_of({CL_SUCCESS,
                 {{"P",
                   CL_SUCCESS,
                   {good_device("a", CL_DEVICE_TYPE_CPU), good_device("b", CL_DEVICE_TYPE_GPU),
                    good_device("c", CL_DEVICE_TYPE_ACCELERATOR)}}}});
  ASSERT_EQ(found.devices.size(), 3u);
  EXPECT_EQ(found.devices[0].kind, DeviceKind::cpu);
  EXPECT_EQ(found.devices[1].kind, DeviceKind::gpu);
  EXPECT_EQ(found.devices[2].kind, DeviceKind::other);
}

std::string address_of(const fake::Device& device) {
  const auto found = survey_of({CL_SUCCESS, {{"P", CL_SUCCESS, {device}}}});
  return found.devices.empty() ? "none" : found.devices[0].pci;
}

TEST(PciAddress, FromEachExtension) {
  auto khr = good_device("khr"), nvidia = good_device("nvidia"), amd = good_device("amd");
  khr.with_text(CL_DEVICE_EXTENSIONS, "cl_khr_fp64 cl_khr_pci_bus_info")
      .with(CL_DEVICE_PCI_BUS_INFO_KHR, cl_device_pci_bus_info_khr{1, 0x65, 2, 3});
  EXPECT_EQ(address_of(khr), "0001:65:02.3");
  nvidia.with_text(CL_DEVICE_EXTENSIONS, "cl_nv_device_attribute_query")
      .with(0x4008, cl_uint{0x65})
      .with(0x4009, cl_uint{1 << 3 | 1});
  EXPECT_EQ(address_of(nvidia), "0000:65:01.1");
  cl_device_topology_amd topology{};
  topology.pcie.type = CL_DEVICE_TOPOLOGY_TYPE_PCIE_AMD;
  topology.pcie.bus = static_cast<cl_char>(0xc3);
  amd.with_text(CL_DEVICE_EXTENSIONS, "cl_amd_device_attribute_query")
      .with(CL_DEVICE_TOPOLOGY_AMD, topology)
      .with_text(CL_DEVICE_BOARD_NAME_AMD, "Board");
  EXPECT_EQ(address_of(amd), "0000:c3:00.0");
  EXPECT_EQ(address_of(good_device("silent")), "");
}

TEST(Backend, WithoutTheLibraryThereIsNoDeviceAndAReason) {
  OpenclOptions options;
  options.library = "libno-such-opencl.so.1";
  const auto backend = opencl_backend(options);
  const auto devices = backend->devices();
  ASSERT_TRUE(devices);
  EXPECT_TRUE(devices->empty());
  ASSERT_EQ(backend->notes().size(), 1u);
  EXPECT_TRUE(has(backend->notes()[0], "libno-such-opencl.so.1 was not found"));
}

TEST(Backend, ALibraryThatIsNoneIsToldByWhatItLacks) {
  OpenclOptions options;
  options.library = "libm.so.6";
  const auto backend = opencl_backend(options);
  ASSERT_TRUE(backend->devices());
  EXPECT_TRUE(has(all(backend->notes()), "libm.so.6 has no clGetPlatformIDs"));
}

TEST(Backend, AnUnknownKernelIsAnError) {
  OpenclOptions options;
  options.kernel = "abacus";
  const auto devices = opencl_backend(options)->devices();
  ASSERT_FALSE(devices);
  EXPECT_EQ(devices.error().code, Errc::not_found);
  EXPECT_TRUE(has(devices.error().message, "abacus"));
}

}  // namespace
}  // namespace wildcat::opencl
