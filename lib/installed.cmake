# find_package(tenor): the targets tenor::tenor, which classifies, and tenor::tenor_train, which trains and evaluates too;
# link one of them. tenor::tenor_static and tenor::tenor_train_static are there when what they need is found.
include("${CMAKE_CURRENT_LIST_DIR}/tenor-shared.cmake")
set(TENOR_TRAIN FALSE)
if(TARGET tenor::tenor_train)
  set(TENOR_TRAIN TRUE)
endif()
include("${CMAKE_CURRENT_LIST_DIR}/tenor-dependencies.cmake")
if(NOT tenor_missing)
  include("${CMAKE_CURRENT_LIST_DIR}/tenor-static.cmake")
endif()
