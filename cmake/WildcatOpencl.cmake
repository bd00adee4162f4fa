# The kernel text for OpenCL, as one string of the program: backends/kernels joined in this order,
# without the lines that include one another.
#   wildcat_opencl_source(FILE)   writes FILE, which defines wildcat::opencl::kernel_source()
function(wildcat_opencl_source OUTPUT)
  set(text "")
  foreach(part include/wildcat/scan_abi backends/kernels/dialect_opencl backends/kernels/gpu_abi
      backends/kernels/constants backends/kernels/rounds backends/kernels/schedule backends/kernels/gpu_hash
      backends/kernels/gpu_versions backends/kernels/single_version backends/kernels/version_major)
    set(file ${PROJECT_SOURCE_DIR}/${part}.h)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} content)
    string(REGEX REPLACE "#include \"[^\"]*\"\n" "" content "${content}")
    string(APPEND text "${content}")
  endforeach()
  file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT
"// Generated from backends/kernels; do not edit.
#include \"backends/opencl/cl_program.h\"

namespace wildcat::opencl {
std::string_view kernel_source() {
  return R\"wildcat(@text@)wildcat\";
}
}
")
endfunction()
