// config.cdb as arbitrary bytes: a key is found or missing, whatever the
// file's tables say.

#include <fcntl.h>

#include "base/io.h"
#include "mail/config.h"
#include "tests/fuzz/property.h"
#include "tests/temporary_directory.h"

namespace sallyport {

namespace {

void ReadAllTypes(Config* config, const std::string& key) {
  config->Text(key);
  config->Number(key);
  config->Score(key);
  config->Flag(key);
  for (const std::string& item : config->List(key))
    fuzz::Require(item.find('\0') == std::string::npos, "no NUL in an item");
  const auto value = config->Find(key);
  if (!value) return;
  const auto items = ParseConfigList(*value);
  if (items)
    fuzz::Require(FormatConfigList(*items) == *value, "a list reads back");
}

}  // namespace

}  // namespace sallyport

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace sallyport;
  static const test::TemporaryDirectory directory;
  static const Fd file(::open(directory.Path("config.cdb").c_str(),
                              O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  fuzz::Require(::ftruncate(file.get(), 0) == 0 &&
                    WriteAllAt(file.get(), fuzz::Text(bytes, size), 0).ok(),
                "there is a file");
  Result<Config> config = Config::Open(directory.fd());
  if (!config.ok()) return 0;
  for (const char* key : {"spool", "limits.parts", "none", "to:example.com"})
    ReadAllTypes(&config.value(), key);
  for (const std::string& name : config.value().ScannerNames())
    fuzz::Require(name.size() <= size, "a name is in the file");
  return 0;
}
