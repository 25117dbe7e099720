// A directory for one test, removed with all that is in it.

#ifndef SALLYPORT_TESTS_TEMPORARY_DIRECTORY_H_
#define SALLYPORT_TESTS_TEMPORARY_DIRECTORY_H_

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"

namespace sallyport::test {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string path =
        std::filesystem::temp_directory_path() / "sallyport-test.XXXXXX";
    if (::mkdtemp(path.data()) == nullptr)
      throw std::runtime_error("cannot make " + path);
    path_ = path;
    fd_ = Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  int fd() const { return fd_.get(); }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  void Write(const std::string& name, std::string_view bytes) const {
    std::ofstream file(Path(name), std::ios::binary | std::ios::trunc);
    file << bytes;
    file.close();
    if (!file) throw std::runtime_error("cannot write " + name);
  }

  /// A shell script; returns its path.
  std::string WriteScript(const std::string& name,
                          const std::string& lines) const {
    Write(name, "#!/bin/sh\n" + lines);
    if (::chmod(Path(name).c_str(), 0755) != 0)
      throw std::runtime_error("cannot chmod " + name);
    return Path(name);
  }

  std::string Read(const std::string& name) const {
    std::ifstream file(Path(name), std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  bool Exists(const std::string& name) const {
    return std::filesystem::exists(Path(name));
  }

  void MakeDirectory(const std::string& name) const {
    std::filesystem::create_directories(Path(name));
  }

  mode_t Mode(const std::string& name) const {
    struct stat st = {};
    if (::stat(Path(name).c_str(), &st) != 0)
      throw std::runtime_error("no " + name);
    return st.st_mode & 07777;
  }

  /// Names in `name` ("" for the directory itself), sorted.
  std::vector<std::string> Names(const std::string& name = "") const {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(path_ + "/" + name))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::string path_;
  Fd fd_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_TEMPORARY_DIRECTORY_H_
