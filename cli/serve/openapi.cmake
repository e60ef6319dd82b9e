# Writes the description of the server's interface as C: its bytes. cmake -DFROM=openapi.json -DTO=openapi_data.c -P
# openapi.cmake
file(READ ${FROM} bytes HEX)
string(REGEX REPLACE "(..)" "0x\\1," bytes ${bytes})
string(REPLACE "0x0a," "0x0a,\n" bytes ${bytes})
file(WRITE ${TO} "#include \"serve/openapi.h\"

const unsigned char openapi_data[] = {
${bytes}};

const size_t openapi_size = sizeof openapi_data;
")
