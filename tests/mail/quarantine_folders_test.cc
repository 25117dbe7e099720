// Every folder of the quarantine once, also the one that two categories share.

#include "mail/quarantine_folders.h"

#include <doctest/doctest.h>

#include <set>

namespace sallyport {

TEST_CASE("the folders of the quarantine, each once") {
  const std::set<std::string> holds = {".virus",     ".attachment", ".policy",
                                       ".encrypted", ".error",      ".spam",
                                       ".released",  ".deleted"};
  const std::vector<std::string> found = HoldFolders();
  CHECK(found.size() == holds.size());
  CHECK(std::set<std::string>(found.begin(), found.end()) == holds);

  std::vector<std::string> all = found;
  all.push_back(".archive");
  CHECK(QuarantineFolders() == all);
}

}  // namespace sallyport
