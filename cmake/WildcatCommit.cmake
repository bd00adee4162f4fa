# Which commit this is, for benchmark reports. Included, it defines wildcat_commit_source(TARGET);
# run as a script at every build, it writes the file, and only when the commit is another one.
if(CMAKE_SCRIPT_MODE_FILE)
  execute_process(COMMAND git -C ${SOURCE} rev-parse --show-prefix OUTPUT_VARIABLE prefix ERROR_QUIET RESULT_VARIABLE failed
    OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(commit "")
  # Else: no git, no repository, or one that this was only unpacked in.
  if(failed EQUAL 0 AND prefix STREQUAL "")
    execute_process(COMMAND git -C ${SOURCE} describe --always --exclude=* --dirty --abbrev=12 OUTPUT_VARIABLE commit
      ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
  string(CONCAT text "namespace wildcat::program::bench {\nextern const char* const build_commit;\n"
    "const char* const build_commit = \"${commit}\";\n}\n")
  set(old "")
  if(EXISTS ${FILE})
    file(READ ${FILE} old)
  endif()
  if(NOT old STREQUAL text)
    file(WRITE ${FILE} "${text}")
  endif()
  return()
endif()

function(wildcat_commit_source TARGET)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${TARGET}_commit.cpp)
  add_custom_target(${TARGET}_commit BYPRODUCTS ${file} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DFILE=${file} -P ${PROJECT_SOURCE_DIR}/cmake/WildcatCommit.cmake)
  # Another one after each commit: alone, so that its neighbours are not compiled again.
  set_source_files_properties(${file} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${TARGET} PRIVATE ${file})
  add_dependencies(${TARGET} ${TARGET}_commit)
endfunction()
