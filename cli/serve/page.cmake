# Writes the page of the server as C: its bytes, without indentation and comments, and a Content-Security-Policy with
# the hashes of its script and its style. cmake -DFROM=page.html -DTO=page_data.c -P page.cmake
include(${CMAKE_CURRENT_LIST_DIR}/bytes.cmake)

# Base64 of 32 bytes: 33 make whole groups, and the last character, of the byte that was added, is the padding.
function(base64 hex result)
  set(alphabet ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/)
  set(text "")
  foreach(group RANGE 10)
    math(EXPR at "6 * ${group}")
    string(SUBSTRING ${hex}00 ${at} 6 bytes)
    foreach(shift 18 12 6 0)
      math(EXPR digit "0x${bytes} >> ${shift} & 63")
      string(SUBSTRING ${alphabet} ${digit} 1 character)
      string(APPEND text ${character})
    endforeach()
  endforeach()
  string(REGEX REPLACE ".$" "=" text ${text})
  set(${result} ${text} PARENT_SCOPE)
endfunction()

# What a browser hashes: all between the tags.
function(hash_element page tag result)
  string(FIND "${page}" "<${tag}>" begin)
  string(FIND "${page}" "</${tag}>" end)
  string(LENGTH "<${tag}>" length)
  math(EXPR begin "${begin} + ${length}")
  math(EXPR length "${end} - ${begin}")
  string(SUBSTRING "${page}" ${begin} ${length} element)
  string(SHA256 hash "${element}")
  base64(${hash} text)
  set(${result} sha256-${text} PARENT_SCOPE)
endfunction()

file(READ ${FROM} page)
string(REGEX REPLACE "[ \n]+/\\*([^*]|\\*[^/])*\\*/" "" page "${page}")
string(REGEX REPLACE "\n +" "\n" page "${page}")

# Style needs no blanks around its signs.
string(FIND "${page}" "</style>" end)
string(SUBSTRING "${page}" 0 ${end} style)
string(SUBSTRING "${page}" ${end} -1 rest)
string(FIND "${style}" "<style>" begin)
string(SUBSTRING "${style}" 0 ${begin} head)
string(SUBSTRING "${style}" ${begin} -1 style)
string(REGEX REPLACE "[ \n]*([{;,])[ \n]*" "\\1" style "${style}")
string(REPLACE ": " ":" style "${style}")
string(REGEX REPLACE ";?[ \n]*}\n*" "}" style "${style}")
set(page "${head}${style}${rest}")

hash_element("${page}" script script)
hash_element("${page}" style style)
string(LENGTH "${page}" size)
string(HEX "${page}" bytes)
write_bytes(${TO} page ${bytes} "
const char page_policy[] =
    \"default-src 'none'; script-src '${script}'; style-src '${style}'; img-src data:; connect-src 'self'; \"
    \"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'\";
")
