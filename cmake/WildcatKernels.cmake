# For code that only computes. It shares nothing with anybody, and straight code of thousands of
# lines takes these checks badly: minutes to compile one file, or fifty times as long to run. The
# address sanitizer watches its pointers.
# A source file's options come after those of wildcat_flags, and so take them back.
set(wildcat_compute_options)
if(WILDCAT_SANITIZE)
  set(wildcat_compute_options -O2
    -fno-sanitize=thread,null,alignment,object-size,pointer-overflow$<$<CXX_COMPILER_ID:Clang>:,fuzzer-no-link>)
endif()

# The options of one file, and the bits of what it needs (backends/cpu/cpu_kernel.h): a feature that
# does not exist does not compile.
function(wildcat_cpu_source FILE NEEDS FLAGS)
  list(REMOVE_DUPLICATES NEEDS)
  set(bits 0)
  foreach(feature ${NEEDS})
    string(APPEND bits "+WILDCAT_CPU_NEEDS_${feature}")
  endforeach()
  set_source_files_properties(${FILE} PROPERTIES
    COMPILE_OPTIONS "${FLAGS};${wildcat_compute_options}"
    COMPILE_DEFINITIONS "WILDCAT_CPU_NEEDS=${bits}")
endfunction()

# CPU kernels: one file and one row each.
#   wildcat_cpu_kernel(NAME FILE NEEDS FLAGS ARCHS)
# NAME   what the user types, and the end of the file's one symbol: wildcat_cpu_kernel_<NAME>. Only
#        a name: nothing is read from it
# FILE   its translation unit, the only one that gets FLAGS
# NEEDS  list of CPU features that the machine has to have: names of the enum CpuFeature
#        (backends/cpu/cpu_features.h); "" runs everywhere
# FLAGS  compiler options as a list
# ARCHS  list of CMAKE_SYSTEM_PROCESSOR values it is built for; elsewhere the row does nothing
function(wildcat_cpu_kernel NAME FILE NEEDS FLAGS ARCHS)
  if(NOT CMAKE_SYSTEM_PROCESSOR IN_LIST ARCHS)
    return()
  endif()
  wildcat_cpu_source(${FILE} "${NEEDS}" "${FLAGS}")
  set_property(DIRECTORY APPEND PROPERTY WILDCAT_KERNEL_NAMES ${NAME})
  set_property(DIRECTORY APPEND PROPERTY WILDCAT_KERNEL_FILES ${FILE})
endfunction()

#   wildcat_cpu_hasher(NAME FILE NEEDS FLAGS ARCHS)
# The same for what hashes whole headers (backends/cpu/cpu_hasher.h); its symbol is
# wildcat_cpu_hasher_<NAME>.
function(wildcat_cpu_hasher NAME FILE NEEDS FLAGS ARCHS)
  if(NOT CMAKE_SYSTEM_PROCESSOR IN_LIST ARCHS)
    return()
  endif()
  wildcat_cpu_source(${FILE} "${NEEDS}" "${FLAGS}")
  set_property(DIRECTORY APPEND PROPERTY WILDCAT_HASHER_NAMES ${NAME})
  set_property(DIRECTORY APPEND PROPERTY WILDCAT_KERNEL_FILES ${FILE})
endfunction()

#   wildcat_cpu_kernel_library(TARGET)
# A static library of the rows so far and the generated table (backends/cpu/kernel_table.h). The
# object library TARGET_objects holds the kernels alone, for the symbol check.
function(wildcat_cpu_kernel_library TARGET)
  get_property(names DIRECTORY PROPERTY WILDCAT_KERNEL_NAMES)
  get_property(files DIRECTORY PROPERTY WILDCAT_KERNEL_FILES)
  set(declarations "")
  set(rows "")
  foreach(name ${names})
    string(APPEND declarations "extern const wildcat_cpu_kernel wildcat_cpu_kernel_${name};\n")
    string(APPEND rows "    &wildcat_cpu_kernel_${name},\n")
  endforeach()
  list(LENGTH names count)
  get_property(hashers DIRECTORY PROPERTY WILDCAT_HASHER_NAMES)
  set(hasher_rows "")
  foreach(name ${hashers})
    string(APPEND declarations "extern const wildcat_cpu_hasher wildcat_cpu_hasher_${name};\n")
    string(APPEND hasher_rows "    &wildcat_cpu_hasher_${name},\n")
  endforeach()
  list(LENGTH hashers hasher_count)
  set(table ${CMAKE_CURRENT_BINARY_DIR}/${TARGET}_table.cpp)
  file(CONFIGURE OUTPUT ${table} @ONLY CONTENT
"// Generated from the wildcat_cpu_kernel() rows; do not edit.
#include \"backends/cpu/kernel_table.h\"

extern \"C\" {
@declarations@
constinit const wildcat_cpu_kernel* const wildcat_cpu_kernels[] = {
@rows@};
constinit const wildcat_u32 wildcat_cpu_kernels_count = @count@;
constinit const wildcat_cpu_hasher* const wildcat_cpu_hashers[] = {
@hasher_rows@};
constinit const wildcat_u32 wildcat_cpu_hashers_count = @hasher_count@;
}
")
  add_library(${TARGET}_objects OBJECT ${files})
  add_library(${TARGET} STATIC ${table} $<TARGET_OBJECTS:${TARGET}_objects>)
  foreach(target ${TARGET}_objects ${TARGET})
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:wildcat_api> $<BUILD_INTERFACE:wildcat_flags>)
  endforeach()
endfunction()
