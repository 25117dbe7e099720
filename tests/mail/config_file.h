// A config.cdb for one test, in a temporary directory of its own.

#ifndef SALLYPORT_TESTS_MAIL_CONFIG_FILE_H_
#define SALLYPORT_TESTS_MAIL_CONFIG_FILE_H_

#include <cdb.h>
#include <fcntl.h>

#include <map>
#include <stdexcept>
#include <string>

#include "base/fd.h"
#include "mail/config.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

using ConfigValues = std::map<std::string, std::string>;

class ConfigFile {
 public:
  explicit ConfigFile(const ConfigValues& values,
                      const std::string& format = "1") {
    const Fd file(::open(directory_.Path("config.cdb").c_str(),
                         O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    struct cdb_make made;
    bool good = ::cdb_make_start(&made, file.get()) == 0;
    const auto add = [&](const std::string& key, const std::string& value) {
      good = good &&
             ::cdb_make_add(&made, key.data(),
                            static_cast<unsigned>(key.size()), value.data(),
                            static_cast<unsigned>(value.size())) == 0;
    };
    if (!format.empty()) add("format", format);
    for (const auto& [key, value] : values) add(key, value);
    if (::cdb_make_finish(&made) != 0 || !good)
      throw std::runtime_error("cannot make config.cdb");
  }

  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  const TemporaryDirectory& directory() const { return directory_; }

  Config Open() const {
    Result<Config> config = Config::Open(directory_.fd());
    if (!config.ok()) throw std::runtime_error(config.error().Text());
    return std::move(config.value());
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_MAIL_CONFIG_FILE_H_
