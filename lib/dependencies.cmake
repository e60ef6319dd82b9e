# Finds what Tenor is linked with, through pkg-config or by looking for it, as targets PkgConfig::<NAME>. Lists in
# tenor_missing the Debian packages of what is not there. Serves the build, and, installed, the programs that link the
# static libraries. lib/README.md says what each is for.
set(tenor_missing)

find_package(Threads)
if(NOT TARGET Threads::Threads)
  list(APPEND tenor_missing libc6-dev)
endif()
find_package(PkgConfig QUIET)

function(tenor_find_dependency name module library header package)
  if(PkgConfig_FOUND AND NOT TARGET PkgConfig::${name})
    pkg_check_modules(${name} QUIET IMPORTED_TARGET ${module})
  endif()
  if(NOT TARGET PkgConfig::${name})
    find_library(TENOR_${name}_LIBRARY ${library})
    find_path(TENOR_${name}_INCLUDE ${header} PATH_SUFFIXES ${library})
    mark_as_advanced(TENOR_${name}_LIBRARY TENOR_${name}_INCLUDE)
    if(TENOR_${name}_LIBRARY AND TENOR_${name}_INCLUDE)
      add_library(PkgConfig::${name} UNKNOWN IMPORTED)
      set_target_properties(PkgConfig::${name} PROPERTIES IMPORTED_LOCATION "${TENOR_${name}_LIBRARY}"
                            INTERFACE_INCLUDE_DIRECTORIES "${TENOR_${name}_INCLUDE}")
    else()
      set(tenor_missing ${tenor_missing} ${package} PARENT_SCOPE)
    endif()
  endif()
endfunction()

tenor_find_dependency(UTF8PROC libutf8proc utf8proc utf8proc.h libutf8proc-dev)
