# GPU code for CUDA: compiled by nvcc through a custom command when there is one, and embedded.
# CMake's CUDA language is not used: it would ask for a whole toolkit, and for nvcc on every
# machine.
include_guard(GLOBAL)
set(WILDCAT_CUDA AUTO CACHE STRING "GPU code for CUDA: AUTO (when a compiler is found), ON (it must be), OFF")
set_property(CACHE WILDCAT_CUDA PROPERTY STRINGS AUTO ON OFF)
option(WILDCAT_CUDA_ADD_BY_MULTIPLY "Let CUDA kernels add on the multiply pipe" ON)

# GPU generations that get machine code of their own; later ones compile the PTX of the first.
set(wildcat_cuda_generations 75 80 86 89 90 100 120)
set(wildcat_cuda_oldest 12.8)

# WILDCAT_NVCC: the compiler, empty when there is none that will do. WILDCAT_NVCC_VERSION: "13.0".
function(wildcat_find_nvcc)
  set(WILDCAT_NVCC_VERSION "" CACHE INTERNAL "")
  if(WILDCAT_CUDA STREQUAL "OFF")
    return()
  endif()
  # scripts/cuda_compiler puts one into build/cuda-compiler.
  find_program(WILDCAT_NVCC nvcc
    HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda/bin ${PROJECT_SOURCE_DIR}/build/cuda-compiler/nvidia/cu13/bin
    PATH_SUFFIXES bin DOC "CUDA's compiler")
  if(WILDCAT_NVCC)
    execute_process(COMMAND ${WILDCAT_NVCC} --version OUTPUT_VARIABLE text ERROR_QUIET)
    string(REGEX MATCH "release ([0-9]+\\.[0-9]+)" found "${text}")
    if(CMAKE_MATCH_1 VERSION_GREATER_EQUAL wildcat_cuda_oldest)
      set(WILDCAT_NVCC_VERSION ${CMAKE_MATCH_1} CACHE INTERNAL "")
      message(STATUS "CUDA: ${WILDCAT_NVCC}, ${CMAKE_MATCH_1}")
      return()
    endif()
    set(why "${WILDCAT_NVCC} is CUDA ${CMAKE_MATCH_1}, and ${wildcat_cuda_oldest} or newer is needed")
  else()
    set(why "there is no nvcc in PATH, CUDA_HOME or /usr/local/cuda/bin")
  endif()
  if(WILDCAT_CUDA STREQUAL "ON")
    message(FATAL_ERROR "WILDCAT_CUDA=ON, but ${why}. Install a CUDA toolkit, or run scripts/cuda_compiler.")
  endif()
  message(STATUS "CUDA: none (${why}); the program will say that it was built without")
endfunction()

#   wildcat_cuda_fatbin(SOURCE IMAGE)
# A rule that makes IMAGE, a file with code for all generations, of SOURCE. Precondition:
# WILDCAT_NVCC_VERSION is set.
function(wildcat_cuda_fatbin SOURCE IMAGE)
  set(code "")
  foreach(generation ${wildcat_cuda_generations})
    list(APPEND code -gencode arch=compute_${generation},code=sm_${generation})
  endforeach()
  list(GET wildcat_cuda_generations 0 first)
  list(APPEND code -gencode arch=compute_${first},code=compute_${first})
  file(GLOB kernels CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/backends/kernels/*.h)
  add_custom_command(OUTPUT ${IMAGE}
    COMMAND ${WILDCAT_NVCC} -fatbin -std=c++17 -O3 ${code} --threads 2
            -DWILDCAT_ADD_BY_MULTIPLY=$<BOOL:${WILDCAT_CUDA_ADD_BY_MULTIPLY}>
            -I${PROJECT_SOURCE_DIR} -I${PROJECT_SOURCE_DIR}/include -o ${IMAGE} ${CMAKE_CURRENT_SOURCE_DIR}/${SOURCE}
    DEPENDS ${SOURCE} ${kernels} ${PROJECT_SOURCE_DIR}/include/wildcat/scan_abi.h
    COMMENT "Compiling ${SOURCE} for CUDA generations ${wildcat_cuda_generations}" VERBATIM)
endfunction()

#   wildcat_cuda_image(SOURCE VARIABLE)
# Sets VARIABLE to the C++ source that defines embedded_image() (backends/cuda/cuda_image.h): with
# the GPU code of SOURCE, or without any.
function(wildcat_cuda_image SOURCE VARIABLE)
  wildcat_find_nvcc()
  set(WILDCAT_CUDA_IMAGE "" CACHE INTERNAL "What nvcc made")
  if(NOT WILDCAT_NVCC_VERSION)
    set(${VARIABLE} no_image.cpp PARENT_SCOPE)
    return()
  endif()
  set(image ${CMAKE_CURRENT_BINARY_DIR}/search.fatbin)
  wildcat_cuda_fatbin(${SOURCE} ${image})
  string(REPLACE "." ";" parts ${WILDCAT_NVCC_VERSION})
  list(GET parts 0 major)
  list(GET parts 1 minor)
  math(EXPR toolkit "1000 * ${major} + 10 * ${minor}")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_image.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/embedded_image.cpp.in ${source} @ONLY)
  set_source_files_properties(${source} PROPERTIES
    OBJECT_DEPENDS ${image} SKIP_UNITY_BUILD_INCLUSION ON)
  set(${VARIABLE} ${source} PARENT_SCOPE)
  set(WILDCAT_CUDA_IMAGE ${image} CACHE INTERNAL "What nvcc made")
endfunction()
