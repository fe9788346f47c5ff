// The one translation unit that holds Asio itself; everything else includes declarations only.
#include <boost/asio/impl/src.hpp>
