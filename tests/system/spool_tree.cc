#include "tests/system/spool_tree.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <regex>

namespace sallyport::test {

namespace fs = std::filesystem;

std::map<std::string, int64_t> SpoolTree(const Site& site) {
  std::map<std::string, int64_t> tree;
  for (const char* folder : {"spool", "queue"})
    for (const auto& entry :
         fs::recursive_directory_iterator(site.Path(folder))) {
      const std::string path = entry.path();
      if (!entry.is_directory())
        tree[path] = static_cast<int64_t>(entry.file_size());
      else if (path.find("/lanes/") == std::string::npos)
        tree[path] = kDirectory;
    }
  return tree;
}

KeepsNothing::~KeepsNothing() {
  CHECK(Site::NoProcessLeft());
  CHECK(site_.SlotFiles().empty());
  const auto after = SpoolTree(site_);
  for (const auto& [path, size] : after) {
    CAPTURE(path);
    CHECK(before_.count(path) == 1);
    if (before_.count(path) == 1) CHECK(before_[path] == size);
  }
  CHECK(before_.size() == after.size());
}

std::string WithoutTimes(const std::string& text) {
  const std::string timeless =
      std::regex_replace(text, std::regex("[0-9]+ ms"), "N ms");
  return std::regex_replace(
      timeless, std::regex("policy/[0-9.]+ rules [0-9a-f]+"), "POLICY");
}

}  // namespace sallyport::test
