# What users link: wildcat::engine, wildcat::cpu and the others, by the same names inside another
# project (add_subdirectory, FetchContent) and from an installed package; and wildcat::wildcat,
# engine, CPU backend and C ABI in one library, shared where BUILD_SHARED_LIBS says so.

# wildcat_component(NAME MAIN PARTS...): MAIN is wildcat::NAME; PARTS come with it.
set(wildcat_components)
function(wildcat_component NAME MAIN)
  set_target_properties(${MAIN} PROPERTIES EXPORT_NAME ${NAME})
  add_library(wildcat::${NAME} ALIAS ${MAIN})
  set(wildcat_components ${wildcat_components} ${NAME} PARENT_SCOPE)
  set(wildcat_component_${NAME} ${MAIN} ${ARGN} PARENT_SCOPE)
endfunction()

wildcat_component(api wildcat_api)
wildcat_component(engine wildcat_engine)
wildcat_component(cpu wildcat_cpu wildcat_cpu_kernels)
wildcat_component(shared wildcat_shared)
wildcat_component(static wildcat_static)
if(TARGET wildcat_stratum)
  wildcat_component(stratum wildcat_stratum wildcat_v1 wildcat_v1_faults wildcat_protocol wildcat_net)
endif()
foreach(optional gpu cuda opencl telemetry)  # gpu is a part of the two after it
  if(TARGET wildcat_${optional})
    wildcat_component(${optional} wildcat_${optional})
  endif()
endforeach()

set(whole static)
set(other shared)
if(BUILD_SHARED_LIBS)
  set(whole shared)
  set(other static)
endif()
add_library(wildcat::wildcat ALIAS wildcat_${whole})
if(NOT PROJECT_IS_TOP_LEVEL)  # it is built when it is linked
  set_target_properties(wildcat_${other} PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
