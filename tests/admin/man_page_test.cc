#include "admin/man_page.h"

#include <doctest/doctest.h>

#include <string>

#include "mail/config_keys.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

TEST_CASE("the man page has every section and key") {
  const std::string page = ConfigManPage();
  for (const char* heading :
       {".SH NAME\n", ".SH DESCRIPTION\n", ".SH TOP OF THE FILE\n",
        ".SH TABLE [limits]\n", ".SH TABLES [scanner.NAME]\n",
        ".SH TABLES [[domain]]\n", ".SH EXAMPLES\n", ".SH FILES\n",
        ".SH SEE ALSO\n"})
    CHECK(Count(page, heading) == 1);
  for (const ConfigKey& key : ConfigKeys()) {
    const std::string name(key.name);
    CAPTURE(name);
    CHECK(Count(page, ".TP\n.B " + name + "\n") >= 1);
  }
  CHECK(Count(page, ".TP\n.B ") >= ConfigKeys().size());
}

TEST_CASE("no line of help is taken for a request") {
  const std::string page = ConfigManPage();
  for (size_t at = page.find("\n."); at != std::string::npos;
       at = page.find("\n.", at + 1)) {
    const std::string word = page.substr(at + 2, 2);
    CAPTURE(word);
    CHECK((word == "SH" || word == "SS" || word == "TP" || word == "TH" ||
           word == "PP" || word == "RS" || word == "RE" || word == "BR" ||
           word == "RB" || word == "BI" || word == "br" || word == "nf" ||
           word == "fi" || word == "B " || word == "I "));
  }
}

}  // namespace
}  // namespace sallyport::test
