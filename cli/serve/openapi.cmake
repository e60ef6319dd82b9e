# Writes the description of the server's interface as C. cmake -DFROM=openapi.json -DTO=openapi_data.c -P openapi.cmake
include(${CMAKE_CURRENT_LIST_DIR}/bytes.cmake)
file(READ ${FROM} bytes HEX)
write_bytes(${TO} openapi ${bytes})
