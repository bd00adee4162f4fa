# A text file as a string of the program: what a person writes stays a file that its own tools can
# read.
#   wildcat_text_source(TARGET FILE NAMESPACE NAME)
# TARGET gets a source, made of FILE, that defines const char* const NAMESPACE::NAME.
function(wildcat_text_source TARGET FILE NAMESPACE NAME)
  set(source ${CMAKE_CURRENT_SOURCE_DIR}/${FILE})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(READ ${source} text)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${NAME}.cpp)
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT
"// Generated from @FILE@; do not edit.
namespace @NAMESPACE@ {
extern const char* const @NAME@;
const char* const @NAME@ = R\"wildcat(@text@)wildcat\";
}
")
  target_sources(${TARGET} PRIVATE ${output})
endfunction()
