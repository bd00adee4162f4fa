# Supported: Linux on x86-64 and aarch64, glibc >= 2.36 (Debian 12). Said here so that nobody finds
# out at link time.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|aarch64)$")
  message(FATAL_ERROR "Wildcat supports Linux on x86-64 and aarch64, not ${CMAKE_SYSTEM_NAME} on ${CMAKE_SYSTEM_PROCESSOR}. "
                      "See 'Supported platforms' in README.md.")
endif()

include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
  #include <features.h>
  #if !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 36)
  #error too old
  #endif
  int main() { return 0; }" WILDCAT_GLIBC_IS_NEW_ENOUGH)
if(NOT WILDCAT_GLIBC_IS_NEW_ENOUGH)
  message(FATAL_ERROR "Wildcat needs glibc 2.36 or newer (Debian 12, Ubuntu 23.04, Fedora 37 or newer).")
endif()
