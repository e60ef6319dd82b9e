# The tests of the network against other builds of it: in double precision, and for each level of x86-64 that the
# library chooses between at load.

# unit/nn/check_<file>.c linked with the objects of another build in one program, and run as unit/nn/<file>-<build>.
function(tenor_nn_build_tests build program)
  cmake_parse_arguments(PARSE_ARGV 2 of "" "" "OBJECTS;FILES;OPTIONS")
  tenor_check_program(${program} nn "${of_OBJECTS}" ${of_FILES})
  target_compile_options(${program} PRIVATE ${of_OPTIONS})
  foreach(file ${of_FILES})
    add_test(NAME ${prefix}unit/nn/${file}-${build} COMMAND ${program} ${file} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${prefix}unit/nn/${file}-${build} PROPERTIES SKIP_RETURN_CODE 77)
  endforeach()
endfunction()

tenor_nn_build_tests(double check_nn_double OBJECTS tenor_nn_double
                     FILES cell dropout golden gradient head inference network_init kernels matrix network panel pooling real_array softmax)

# The sources of the network and what they use, with the options that they have in the library.
get_target_property(sources tenor_nn_double SOURCES)
set(nn_sources ${sources})
list(FILTER nn_sources INCLUDE REGEX "lib/(nn/(kernels/)?[a-z_]+|linear/ngram_table)\\.c$")
list(FILTER sources INCLUDE REGEX "lib/base/(alloc|pages|random|error|str|unicode)\\.c$")
list(GET nn_sources 0 one)
get_source_file_property(nn_options ${one} TARGET_DIRECTORY tenor_nn_double COMPILE_OPTIONS)
set_source_files_properties(${nn_sources} unit/nn/check_activation.c PROPERTIES COMPILE_OPTIONS "${nn_options}")

if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  foreach(level 1 3 4)
    set(march $<IF:$<EQUAL:${level},1>,-march=x86-64,-march=x86-64-v${level}>)
    add_library(tenor_nn_v${level} OBJECT EXCLUDE_FROM_ALL ${nn_sources} ${sources})
    target_compile_definitions(tenor_nn_v${level} PRIVATE TENOR_ONE_TARGET)
    target_compile_options(tenor_nn_v${level} PRIVATE ${march})
    target_include_directories(tenor_nn_v${level} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/lib)
    target_link_libraries(tenor_nn_v${level} PUBLIC PkgConfig::UTF8PROC m)
    add_library(tenor_needs_v${level} OBJECT EXCLUDE_FROM_ALL unit/nn/needs_level.c)
    target_compile_definitions(tenor_needs_v${level} PRIVATE TENOR_LEVEL=${level})
    tenor_nn_build_tests(v${level} check_nn_v${level} OBJECTS tenor_nn_v${level} tenor_needs_v${level} FILES golden inference kernels network panel)
    tenor_nn_build_tests(v${level} check_activation_v${level} OBJECTS tenor_nn_v${level} tenor_needs_v${level} FILES activation
                         OPTIONS ${march})
  endforeach()
endif()

# The choice that the library makes when it runs: its own kernels on processors without AVX-512, and without AVX, which
# qemu-user plays. (Its stores under a mask touch what is masked out, so the elementwise kernels with AVX2 are tested above
# alone.)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT TENOR_SANITIZE)
  foreach(run Nehalem/golden Nehalem/kernels Nehalem/panel Haswell/golden Haswell/panel)
    cmake_path(GET run FILENAME file)
    cmake_path(GET run PARENT_PATH processor)
    add_test(NAME ${prefix}unit/nn/${file}-on-${processor}
             COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/unit/nn/on_processor.sh ${processor} $<TARGET_FILE:check_nn> ${file}
             WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${prefix}unit/nn/${file}-on-${processor} PROPERTIES ENVIRONMENT CK_TIMEOUT_MULTIPLIER=20
                         SKIP_RETURN_CODE 77)
  endforeach()
endif()
