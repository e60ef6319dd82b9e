# What is run of a build for another processor or C library, besides the unit tests of base, text, nn and model: scripts
# of the command, which an emulator runs where there is one.
get_directory_property(tests TESTS)
set_tests_properties(${tests} PROPERTIES ENVIRONMENT CK_TIMEOUT_MULTIPLIER=5)

set(emulated "${PROJECT_BINARY_DIR}/tests/tenor")
string(JOIN " " emulator ${CMAKE_CROSSCOMPILING_EMULATOR})
file(GENERATE OUTPUT "${emulated}" CONTENT "#!/bin/sh\nexec ${emulator} $<TARGET_FILE:tenor_command> \"$@\"\n"
     FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
foreach(name classify_same inspect pack same_model tokenize vocab)
  add_test(NAME ${prefix}cli/${name} COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.sh ${name})
  set_tests_properties(${prefix}cli/${name} PROPERTIES ENVIRONMENT "TENOR=${emulated}" SKIP_RETURN_CODE 77)
  tenor_label_long(${prefix}cli/${name})
endforeach()

if(CMAKE_C_COMPILER MATCHES musl)
  add_test(NAME ${prefix}predictions COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/musl.sh ${PROJECT_BINARY_DIR} compare)
  set_tests_properties(${prefix}predictions PROPERTIES SKIP_RETURN_CODE 77)
endif()
