#include "admin/good_mail.h"

#include <algorithm>
#include <filesystem>

namespace sallyport {

namespace {

namespace fs = std::filesystem;

Error Cannot(const std::string& path, const std::error_code& error) {
  return Error{"read", path, error.value()};
}

Status AddFolder(const std::string& path, std::vector<std::string>* files) {
  std::error_code error;
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    std::error_code ignored;
    if (!entry.path().filename().string().starts_with('.') &&
        entry.is_regular_file(ignored))
      found.push_back(entry.path().string());
  }
  if (error) return Cannot(path, error);
  std::sort(found.begin(), found.end());
  files->insert(files->end(), found.begin(), found.end());
  return {};
}

Status AddPath(const std::string& path, std::vector<std::string>* files) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (error) return Cannot(path, error);
  if (fs::is_regular_file(status)) {
    files->push_back(path);
    return {};
  }
  std::error_code ignored;
  if (!fs::is_directory(path + "/new", ignored) ||
      !fs::is_directory(path + "/cur", ignored))
    return AddFolder(path, files);
  Status added = AddFolder(path + "/new", files);
  return added.ok() ? AddFolder(path + "/cur", files) : added;
}

}  // namespace

Result<std::vector<std::string>> ListGoodMail(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    const Status added = AddPath(path, &files);
    if (!added.ok()) return added.error();
  }
  return files;
}

}  // namespace sallyport
