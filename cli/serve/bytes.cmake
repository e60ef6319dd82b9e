# write_bytes(FILE NAME BYTES [MORE]): writes BYTES, as file(READ ... HEX) gives them, as the C that serve/NAME.h declares:
# NAME_data and NAME_size. MORE is appended.
function(write_bytes file name bytes)
  string(REGEX REPLACE "(..)" "0x\\1," bytes ${bytes})
  string(REPLACE "0x0a," "0x0a,\n" bytes ${bytes})
  file(WRITE ${file} "#include \"serve/${name}.h\"

const unsigned char ${name}_data[] = {
${bytes}};

const size_t ${name}_size = sizeof ${name}_data;
${ARGN}")
endfunction()
