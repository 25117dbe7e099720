#include "tests/system/spool_tree.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace sallyport::test {

namespace fs = std::filesystem;

namespace {

/// The size of a file; of a slot's lock, which keeps its size, only what is
/// written there.
int64_t SizeOf(const fs::directory_entry& entry) {
  if (entry.path().extension() != ".lock")
    return static_cast<int64_t>(entry.file_size());
  std::ifstream in(entry.path());
  return std::count_if(std::istreambuf_iterator<char>(in), {}, [](char c) {
    return c != ' ' && c != '\n';
  });
}

}  // namespace

std::map<std::string, int64_t> SpoolTree(const Site& site) {
  std::map<std::string, int64_t> tree;
  for (const char* folder : {"spool", "queue"})
    for (const auto& entry :
         fs::recursive_directory_iterator(site.Path(folder))) {
      const std::string path = entry.path();
      if (!entry.is_directory())
        tree[path] = SizeOf(entry);
      else if (path.find("/lanes/") == std::string::npos)
        tree[path] = kDirectory;
    }
  return tree;
}

KeepsNothing::~KeepsNothing() {
  CHECK(Site::NoProcessLeft());
  CHECK(site_.SlotFiles().empty());
  const auto after = SpoolTree(site_);
  for (const auto& file : after) {
    CAPTURE(file.first);
    CHECK(before_.count(file.first) == 1);
    if (before_.count(file.first) == 1)
      CHECK(before_[file.first] == file.second);
  }
  CHECK(before_.size() == after.size());
}

std::string WithoutTimes(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kPolicy = "policy/";
  constexpr std::string_view kRules = " rules ";
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    const size_t digits =
        std::min(rest.find_first_not_of(kDigits), rest.size());
    if (digits > 0) {
      const bool time = rest.substr(digits).starts_with(" ms");
      plain += time ? "N" : rest.substr(0, digits);
      at += digits;
      continue;
    }
    const size_t rules = rest.find(kRules);
    if (rest.starts_with(kPolicy) && rules != std::string_view::npos &&
        rest.find_first_not_of("0123456789.", kPolicy.size()) == rules) {
      plain += "POLICY";
      at += std::min(
          rest.find_first_not_of("0123456789abcdef", rules + kRules.size()),
          rest.size());
      continue;
    }
    plain += text[at++];
  }
  return plain;
}

}  // namespace sallyport::test
