# Installation: headers, libraries, the program with its pages, a pkg-config file, and a CMake
# package:
#   find_package(wildcat COMPONENTS engine cpu)   gives wildcat::engine and wildcat::cpu, static
#   find_package(wildcat COMPONENTS shared)       gives wildcat::shared: engine, cpu, C ABI
# One export set per component, so that a component's dependencies are asked for only by its users.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wildcat)

# wildcat_component(NAME targets...): the first target becomes wildcat::NAME, the others are its
# parts.
function(wildcat_component NAME MAIN)
  set_target_properties(${MAIN} PROPERTIES EXPORT_NAME ${NAME})
  add_library(wildcat::${NAME} ALIAS ${MAIN})
  install(TARGETS ${MAIN} ${ARGN} EXPORT wildcat-${NAME}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT wildcat-${NAME} NAMESPACE wildcat:: DESTINATION ${package_dir})
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

# A header without its library would only disappoint.
set(absent)
if(NOT TARGET wildcat_stratum)
  set(absent PATTERN "client.h" EXCLUDE PATTERN "client_observer.h" EXCLUDE PATTERN "fault.h" EXCLUDE
    PATTERN "pool_group.h" EXCLUDE PATTERN "pool_url.h" EXCLUDE PATTERN "transport.h" EXCLUDE)
endif()
foreach(component cuda opencl stratum)
  if(NOT TARGET wildcat_${component})
    list(APPEND absent PATTERN "${component}.h" EXCLUDE)
  endif()
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/wildcat DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" ${absent})
install(FILES ${PROJECT_BINARY_DIR}/include/wildcat/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/wildcat)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET wildcat)
  install(TARGETS wildcat RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(pages ${PROJECT_BINARY_DIR}/pages)
  install(FILES ${pages}/wildcat.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${pages}/wildcat DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${pages}/_wildcat DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${pages}/wildcat.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()

# The folders are named from the file's own, so that what is installed can be moved.
file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/wildcat.pc.in ${PROJECT_BINARY_DIR}/wildcat.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/wildcat.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/wildcat-config.cmake.in
  ${PROJECT_BINARY_DIR}/wildcat-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/wildcat-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/wildcat-config.cmake ${PROJECT_BINARY_DIR}/wildcat-config-version.cmake
  DESTINATION ${package_dir})
