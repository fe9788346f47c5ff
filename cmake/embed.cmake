# Puts files into a program: relais_embed(target namespace file…) makes one .cpp of string views,
# so that a binary carries its own catalogues and templates and finds them without a path. The
# names are those of the files, with '.' and '-' turned into '_'.
function(relais_embed target namespace)
    set(made ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.cpp)
    set(header ${CMAKE_CURRENT_BINARY_DIR}/${target}_embedded.hpp)
    set(files)
    foreach(file IN LISTS ARGN)
        list(APPEND files ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    endforeach()
    set(script ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake)
    add_custom_command(OUTPUT ${made} ${header}
        COMMAND ${CMAKE_COMMAND} "-DMADE=${made}" "-DHEADER=${header}" "-DNAMESPACE=${namespace}"
                "-DFILES=${files}" -P ${script}
        DEPENDS ${files} ${script} VERBATIM)
    target_sources(${target} PRIVATE ${made} ${header})
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
