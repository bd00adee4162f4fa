// SPDX-License-Identifier: MIT
// What stands behind the handles of the fake OpenCLs.
#pragma once

#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "backends/opencl/cl_api.h"
#include "tests/support/launch_thread.h"

namespace wildcat::opencl::fake {

// Handles are pointers to what they stand for.
template <class T, class Handle>
T& behind(Handle handle) {
  return *reinterpret_cast<T*>(handle);
}
template <class Handle, class T>
Handle handle_of(T& object) {
  return reinterpret_cast<Handle>(&object);
}

/// How OpenCL gives `bytes` bytes out: into `room` bytes at `to`, or how many there are.
inline cl_int answer(const void* value, std::size_t bytes, std::size_t room, void* to,
                     std::size_t* size) {
  if (size != nullptr) *size = bytes;
  if (to == nullptr) return CL_SUCCESS;
  if (room < bytes) return CL_INVALID_VALUE;
  std::memcpy(to, value, bytes);
  return CL_SUCCESS;
}

struct Context;

struct Queue {
  explicit Queue(Context& in) : context(in) {}
  Context& context;
  test::LaunchThread thread;
};

struct Program {
  explicit Program(Context& in) : context(in) {}
  Context& context;
};

struct Kernel {
  Kernel(Context& in, std::string called) : context(in), name(std::move(called)) {}
  Context& context;
  std::string name;
  std::array<std::string, 4> arguments;

  template <class T>
  T argument(std::size_t index) const {
    T value{};
    std::memcpy(&value, arguments[index].data(), sizeof value);
    return value;
  }
};

struct Buffer {
  explicit Buffer(std::size_t size) : words(size / 4 + 1) {}
  std::vector<cl_uint> words;

  template <class T>
  T* as() {
    return reinterpret_cast<T*>(words.data());
  }
};

struct Event {
  Event(int on, void* answer) : device(on), to(answer) {}
  int device;
  void* to;  ///< what is written there: a driver that hangs may still do so
  std::atomic<cl_int> status{CL_QUEUED};
};

/// Owns what is made in it: all of it goes with the context, the queues first. One thread.
struct Context {
  explicit Context(int on) : device(on) {}
  int device;

  template <class T, class... Arguments>
  T& make(Arguments&&... arguments) {
    auto object = std::make_shared<T>(std::forward<Arguments>(arguments)...);
    objects.push_back(object);
    return *object;
  }
  Queue& make_queue() { return *queues.emplace_back(std::make_unique<Queue>(*this)); }

 private:
  std::vector<std::shared_ptr<void>> objects;
  std::vector<std::unique_ptr<Queue>> queues;  // last: their threads use the others
};

}  // namespace wildcat::opencl::fake
