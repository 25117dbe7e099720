#include "mail/release_mark.h"

namespace sallyport {

namespace {

constexpr std::string_view kMark = ",releasing";

/// A colon begins the flags, and is in no unique name (maildir(5)).
std::string_view UniqueOf(std::string_view file_name) {
  return file_name.substr(0, file_name.find(':'));
}

}  // namespace

bool HasReleaseMark(std::string_view file_name) {
  return UniqueOf(file_name).ends_with(kMark);
}

std::string WithReleaseMark(std::string_view file_name) {
  std::string marked(file_name);
  if (!HasReleaseMark(file_name))
    marked.insert(UniqueOf(file_name).size(), kMark);
  return marked;
}

std::string WithoutReleaseMark(std::string_view file_name) {
  std::string name(file_name);
  if (HasReleaseMark(file_name))
    name.erase(UniqueOf(file_name).size() - kMark.size(), kMark.size());
  return name;
}

}  // namespace sallyport
