# Flags of our own code, as one interface target: warnings are errors, sanitizers by option.
option(WILDCAT_WERROR "Treat warnings in our code as errors" ${PROJECT_IS_TOP_LEVEL})
set(WILDCAT_SANITIZE "" CACHE STRING "Sanitizers for everything, as -fsanitize= takes them (address,undefined or thread)")
option(WILDCAT_COVERAGE "Instrument for coverage (gcov)" OFF)

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)

add_library(wildcat_flags INTERFACE)
# Files compiled together shadow each other's names: there GCC watches the local ones alone. A file
# whose names collide with another's stays out of it:
# set_source_files_properties(FILE PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON). GCC takes the classes
# of such a file for a header's, which must not have members of types without a name outside.
set(together $<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>)
target_compile_options(wildcat_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion
  $<$<NOT:${together}>:-Wshadow> $<$<AND:${together},$<CXX_COMPILER_ID:GNU>>:-Wshadow=local>
  $<$<AND:${together},$<CXX_COMPILER_ID:GNU>>:-Wno-subobject-linkage>
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
# GCC 12 takes "literal" + std::string for overlapping copies (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(wildcat_flags INTERFACE -Wno-restrict)
endif()
# __FILE__ names files from the project's root on: no program carries the builder's folders.
target_compile_options(wildcat_flags INTERFACE -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(WILDCAT_WERROR)
  target_compile_options(wildcat_flags INTERFACE -Werror)
endif()
if(WILDCAT_SANITIZE)
  target_compile_options(wildcat_flags INTERFACE -fsanitize=${WILDCAT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(wildcat_flags INTERFACE -fsanitize=${WILDCAT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    # A driver's library is called by types of our own for its handles.
    target_compile_options(wildcat_flags INTERFACE -fno-sanitize=function)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # The instrumentation hides from GCC what is initialised (its manual says so of this warning).
    target_compile_options(wildcat_flags INTERFACE -Wno-maybe-uninitialized)
    if(WILDCAT_SANITIZE STREQUAL "thread")
      # Of Asio's atomic_thread_fence, which the thread sanitizer does not follow.
      target_compile_options(wildcat_flags INTERFACE -Wno-tsan)
    endif()
  endif()
endif()
# The sanitizers' presets do not optimise: that is most of what their builds take. A folder whose
# code runs millions of times adds these options.
set(wildcat_busy_code_options)
if(WILDCAT_SANITIZE)
  set(wildcat_busy_code_options -O1)
endif()
if(WILDCAT_COVERAGE)
  target_compile_options(wildcat_flags INTERFACE --coverage)
  target_link_options(wildcat_flags INTERFACE --coverage)
endif()

# One library per room. Links are the layering: a room sees what it links and nothing else.
#   wildcat_library(NAME SOURCES ... [PUBLIC libs...] [PRIVATE libs...])
function(wildcat_library NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${NAME} STATIC ${ARG_SOURCES})
  target_link_libraries(${NAME} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} $<BUILD_INTERFACE:wildcat_flags>)
endfunction()
