// A part's file takes no more of its sender's name than a plain extension.

#include "mail/paths.h"

#include <doctest/doctest.h>

namespace sallyport {

TEST_CASE("a number of four digits, and a plain extension") {
  CHECK(PartFileName(1, "") == "0001");
  CHECK(PartFileName(12, "setup.EXE") == "0012.exe");
  CHECK(PartFileName(9999, "a.tar.gz") == "9999.gz");
  CHECK(PartFileName(123456, "a.7z") == "123456.7z");
  CHECK(PartFileName(1, ".exe") == "0001.exe");
  CHECK(PartFileName(1, "x.abcdefgh") == "0001.abcdefgh");
}

TEST_CASE("an extension that is anything else is left out") {
  for (const std::string& name :
       {std::string("name"), std::string("x."), std::string("x.abcdefghi"),
        std::string("x.e e"), std::string("x.ex/e"), std::string("../../x"),
        std::string("x./etc"), std::string("x.\xC3\xA9"),
        std::string("x.e\0e", 5), std::string("x.exe\n"), std::string("x.exe "),
        std::string("x.e-e"), std::string("x.*")})
    CHECK(PartFileName(1, name) == "0001");
}

TEST_CASE("the compiled-in paths are absolute") {
  CHECK(kLiveDirectory[0] == '/');
  CHECK(kConfigFile[0] == '/');
  CHECK(kLibexecDirectory[0] == '/');
}

}  // namespace sallyport
