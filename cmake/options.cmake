# What every line of our own code is compiled with. Generated code and the one Asio/Beast unit
# are not ours: they get no warnings at all rather than a list of exceptions.
add_library(relais_options INTERFACE)
target_compile_options(relais_options INTERFACE
    -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wimplicit-fallthrough
    # libstdc++ 12 uses its own deprecated std::get_temporary_buffer inside std::stable_sort.
    -Wno-deprecated-declarations)

# Everything we compile, generated code included, must agree on the sanitizers.
set(RELAIS_SANITIZE "" CACHE STRING "sanitizers for all code, e.g. address,undefined")
if(RELAIS_SANITIZE)
    add_compile_options(-fsanitize=${RELAIS_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${RELAIS_SANITIZE})
endif()
# Asio and Beast are compiled once, in cmake/asio.cmake and common/http.
add_compile_definitions(BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
    BOOST_ASIO_NO_DEPRECATED)
add_link_options(-fuse-ld=lld-19)
# Line tables are enough for a stack trace, and link far faster than full debug data.
add_compile_options($<$<CONFIG:RelWithDebInfo>:-gline-tables-only>)

find_program(CCACHE ccache)
if(CCACHE)
    # A precompiled header is only cached if ccache may trust its date and its macros; ours reads
    # neither, and says so to the compiler.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()

option(RELAIS_PRECOMPILE "parse what nearly every file reads only once" ON)
# Takes the headers parsed for others: core, service, commands, plain or test.
function(relais_reuse_precompiled target kind)
    if(TARGET relais_precompiled_${kind})
        target_precompile_headers(${target} REUSE_FROM relais_precompiled_${kind})
        if(NOT kind STREQUAL "core")  # what is not optimized keeps what Asio's headers refer to
            target_link_libraries(${target} PRIVATE relais_asio)
        endif()
    endif()
endfunction()

# One static library of the house: relais_library(name SOURCES … LINKS …). CORE: it sees no Asio.
# COMMANDS: it reads a command line. PLAIN: only tests use it, so it is not optimized. Never in a
# service: of an inline function that many files have the linker keeps one, perhaps the slow one.
function(relais_library name)
    cmake_parse_arguments(ARG "CORE;COMMANDS;PLAIN" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS} relais_options)
    if(ARG_PLAIN)
        target_compile_options(${name} PRIVATE -O0)
        relais_reuse_precompiled(${name} plain)
    elseif(ARG_CORE)
        relais_reuse_precompiled(${name} core)
    elseif(ARG_COMMANDS)
        relais_reuse_precompiled(${name} commands)
    else()
        relais_reuse_precompiled(${name} service)
    endif()
endfunction()

# One test binary, with its label: relais_test(name LABEL unit SOURCES … LINKS …).
function(relais_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;LINKS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE ${ARG_LINKS} relais_options GTest::gmock_main)
    # Test code is compiled for its build time; what it tests keeps its optimization. Laws over
    # thousands of generated histories are the exception.
    if(NOT ARG_LABEL MATCHES "^(property|simulation)$")
        target_compile_options(${name} PRIVATE -O0)
        relais_reuse_precompiled(${name} test)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 60)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
