# Installation: headers, static libraries, the program, and a CMake package:
#   find_package(wildcat COMPONENTS engine cpu)   gives wildcat::engine and wildcat::cpu; cuda is the third
# One export set per component, so that a component's dependencies are asked for only by its users.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wildcat)

# wildcat_component(NAME targets...): the first target becomes wildcat::NAME, the others are its parts.
function(wildcat_component NAME MAIN)
  set_target_properties(${MAIN} PROPERTIES EXPORT_NAME ${NAME})
  add_library(wildcat::${NAME} ALIAS ${MAIN})
  install(TARGETS ${MAIN} ${ARGN} EXPORT wildcat-${NAME}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT wildcat-${NAME} NAMESPACE wildcat:: DESTINATION ${package_dir})
endfunction()

wildcat_component(api wildcat_api)
wildcat_component(engine wildcat_engine)
wildcat_component(cpu wildcat_cpu wildcat_cpu_kernels)
wildcat_component(gpu wildcat_gpu)  # what cuda needs; of no use by itself
wildcat_component(cuda wildcat_cuda)

# stratum.h stays at home until its library is installed as a component.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/wildcat DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h" PATTERN "stratum.h" EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/include/wildcat/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/wildcat)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
if(TARGET wildcat)
  install(TARGETS wildcat RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/wildcat-config.cmake.in
  ${PROJECT_BINARY_DIR}/wildcat-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/wildcat-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/wildcat-config.cmake ${PROJECT_BINARY_DIR}/wildcat-config-version.cmake
  DESTINATION ${package_dir})
