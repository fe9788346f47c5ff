# What nearly every file of ours reads is parsed five times (for the core, services, commands, the
# harness of tests, tests) and not two hundred times: it halves a build. A file still includes what
# it uses; -DRELAIS_PRECOMPILE=OFF builds without, and shows the one that does not.
set(core_headers
    <algorithm> <chrono> <expected> <functional> <map> <memory> <optional> <string> <string_view>
    <unordered_map> <vector>
    <relais/v1/api.pb.h> <relais/v1/command.pb.h> <relais/v1/directory.pb.h>
    <relais/v1/event.pb.h>)
set(asio_headers
    <boost/asio/any_io_executor.hpp> <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp>
    <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp> <boost/asio/steady_timer.hpp>
    <boost/asio/use_awaitable.hpp>)

function(relais_precompiled name)
    cmake_parse_arguments(ARG "" "" "HEADERS;LINKS;OPTIONS" ${ARGN})
    set(empty ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${empty} CONTENT "// Nothing of its own.\n")
    add_library(${name} OBJECT ${empty})
    target_link_libraries(${name} PRIVATE relais_proto ${ARG_LINKS} relais_options)
    target_compile_options(${name} PRIVATE ${ARG_OPTIONS})
    target_precompile_headers(${name} PRIVATE ${core_headers} ${ARG_HEADERS})
endfunction()

relais_precompiled(relais_precompiled_core)
relais_precompiled(relais_precompiled_service HEADERS ${asio_headers} LINKS relais_asio)
relais_precompiled(relais_precompiled_commands HEADERS ${asio_headers} <CLI/CLI.hpp>
    LINKS relais_asio CLI11::CLI11)
relais_precompiled(relais_precompiled_plain OPTIONS -O0
    HEADERS ${asio_headers} LINKS relais_asio)
relais_precompiled(relais_precompiled_test OPTIONS -O0
    HEADERS ${asio_headers} <gmock/gmock.h> <gtest/gtest.h> LINKS relais_asio GTest::gmock)
