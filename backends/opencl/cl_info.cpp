// SPDX-License-Identifier: MIT
// Answers as text, and the three ways to learn a PCI address.
#include "backends/opencl/cl_info.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "backends/opencl/cl_survey.h"

namespace wildcat::opencl {
namespace {

constexpr std::size_t longest = 1 << 16;  // an extension list has a few kilobytes

// Of cl_nv_device_attribute_query (NVIDIA's specification of it); not in the headers.
constexpr cl_device_info pci_bus_nv = 0x4008, pci_slot_nv = 0x4009, pci_domain_nv = 0x400a;

template <class Ask>
std::string text_of(Ask ask) {
  std::size_t size = 0;
  if (ask(0, nullptr, &size) != CL_SUCCESS || size == 0 || size > longest) return "";
  std::string text(size, '\0');
  if (ask(size, text.data(), nullptr) != CL_SUCCESS) return "";
  text.resize(std::strlen(text.c_str()));
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string nvidia_address(const DeviceInfoReader& info) {
  cl_uint bus = 0, slot = 0;
  if (!info.read(pci_bus_nv, bus) || !info.read(pci_slot_nv, slot)) return "";
  // The slot holds device and function.
  return pci_text(info.number<cl_uint>(pci_domain_nv), bus, slot >> 3, slot & 7);
}

std::string amd_address(const DeviceInfoReader& info) {
  cl_device_topology_amd topology{};
  if (!info.read(CL_DEVICE_TOPOLOGY_AMD, topology) ||
      topology.raw.type != CL_DEVICE_TOPOLOGY_TYPE_PCIE_AMD)
    return "";
  const auto number = [](cl_char c) {
    return static_cast<unsigned>(static_cast<unsigned char>(c));
  };
  return pci_text(0, number(topology.pcie.bus), number(topology.pcie.device),
                  number(topology.pcie.function));
}

}  // namespace

std::string DeviceInfoReader::text(cl_device_info what) const {
  return text_of([&](std::size_t size, void* to, std::size_t* needed) {
    return api.GetDeviceInfo(id, what, size, to, needed);
  });
}

std::string DeviceInfoReader::hex(cl_device_info what, std::size_t size) const {
  std::vector<std::uint8_t> bytes(size);
  if (api.GetDeviceInfo(id, what, size, bytes.data(), nullptr) != CL_SUCCESS) return "";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string platform_text(const ClApi& api, cl_platform_id platform, cl_platform_info what) {
  return text_of([&](std::size_t size, void* to, std::size_t* needed) {
    return api.GetPlatformInfo(platform, what, size, to, needed);
  });
}

std::string pci_text(unsigned domain, unsigned bus, unsigned device, unsigned function) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04x:%02x:%02x.%x", domain, bus, device, function);
  return text.data();
}

std::string pci_address(const ClApi& api, const ClDeviceFacts& device) {
  const DeviceInfoReader info{api, device.id};
  cl_device_pci_bus_info_khr khr{};
  if (device.has("cl_khr_pci_bus_info") && info.read(CL_DEVICE_PCI_BUS_INFO_KHR, khr))
    return pci_text(khr.pci_domain, khr.pci_bus, khr.pci_device, khr.pci_function);
  if (device.has("cl_nv_device_attribute_query")) return nvidia_address(info);
  if (device.has("cl_amd_device_attribute_query")) return amd_address(info);
  return "";
}

}  // namespace wildcat::opencl
