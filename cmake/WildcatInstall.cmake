# Installation: headers, libraries, the program with its pages, a pkg-config file, and a CMake
# package:
#   find_package(wildcat COMPONENTS engine cpu)   gives wildcat::engine and wildcat::cpu, static
#   find_package(wildcat COMPONENTS shared)       gives wildcat::shared: engine, cpu, C ABI
# One export set per component, so that a component's dependencies are asked for only by its users.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/wildcat)

foreach(component ${wildcat_components})
  install(TARGETS ${wildcat_component_${component}} EXPORT wildcat-${component}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT wildcat-${component} NAMESPACE wildcat:: DESTINATION ${package_dir})
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
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.txt")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/wildcat)
# A folder for PYTHONPATH: which of Python's own folders is meant differs by system and prefix.
install(FILES ${PROJECT_SOURCE_DIR}/examples/python/wildcat.py DESTINATION ${CMAKE_INSTALL_DATADIR}/wildcat/python)
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
