# Asio compiled once, for every library that uses it (BOOST_ASIO_SEPARATE_COMPILATION stands in
# options.cmake). Not our code: no warnings rather than a list of exceptions.
add_library(relais_asio STATIC ${CMAKE_CURRENT_LIST_DIR}/asio_src.cpp)
target_compile_options(relais_asio PRIVATE -w)
target_link_libraries(relais_asio PUBLIC Boost::headers Threads::Threads)
