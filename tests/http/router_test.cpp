#include "common/http/router.hpp"

#include <gtest/gtest.h>

namespace relais::http {
namespace {

Router router() {
    return Router({{Method::get, "/v1/cases", 0, {}},
                   {Method::get, "/v1/cases/{id}", 0, {}},
                   {Method::post, "/v1/cases/{id}/commands", 10, {}},
                   {Method::get, "/v1/directory", 0, {}},
                   {Method::put, "/v1/directory", 10, {}}});
}

std::string found(Method method, std::string path) {
    const Router routes = router();
    Request request{.method = method, .path = std::move(path)};
    const auto route = routes.find(request);
    if (!route) return std::to_string(route.error().status) + " " + route.error().allow;
    std::string text = (*route)->pattern;
    for (const auto& [name, value] : request.params) text += " " + name + "=" + value;
    return text;
}

TEST(Router, FindsFixedPathsAndParameters) {
    EXPECT_EQ(found(Method::get, "/v1/cases"), "/v1/cases");
    EXPECT_EQ(found(Method::head, "/v1/cases"), "/v1/cases");
    EXPECT_EQ(found(Method::get, "/v1/cases/a%20b"), "/v1/cases/{id} id=a b");
    EXPECT_EQ(found(Method::post, "/v1/cases/x/commands"), "/v1/cases/{id}/commands id=x");
}

TEST(Router, SaysWhichMethodsAPathHas) {
    EXPECT_EQ(found(Method::post, "/v1/cases"), "405 GET, HEAD");
    EXPECT_EQ(found(Method::post, "/v1/directory"), "405 GET, HEAD, PUT");
    EXPECT_EQ(found(Method::get, "/v1/cases/x/commands"), "405 POST");
}

TEST(Router, DoesNotKnowWhatIsNotInTheTable) {
    for (const auto* path :
         {"/", "/v1", "/v1/cases/", "/v1/cases/x/y", "/v1//cases", "/v1/cases/%zz", "/v1/cases/%00",
          "/V1/cases", "/v1/cases/x/commands/"})
        EXPECT_EQ(found(Method::get, path), "404 ") << path;
}

}  // namespace
}  // namespace relais::http
