# find_package(tenor): the targets tenor::tenor, which classifies, and tenor::tenor_train, which trains and evaluates too;
# link one of them. tenor::tenor_static and tenor::tenor_train_static are there when what they need is found.
include("${CMAKE_CURRENT_LIST_DIR}/tenor-shared.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/tenor-dependencies.cmake")
if(NOT tenor_missing)
  include("${CMAKE_CURRENT_LIST_DIR}/tenor-static.cmake")
endif()
