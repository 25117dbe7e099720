// Settings of a recipient out of a configuration of 10 and of 100,000
// [[domain]] tables, which must cost the same, and the decision for 1, 10 and
// 1000 recipients.

#include <benchmark/benchmark.h>
#include <cdb.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/io.h"
#include "inspect/decide.h"
#include "inspect/settings.h"
#include "mail/config.h"
#include "mail/config_keys.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// A config.cdb as `sallyport config` makes it, in a folder of its own.
class ConfigFolder {
 public:
  explicit ConfigFolder(int64_t domains) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "sallyport.XXXXXX");
    if (::mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
    const Fd file(::open((path_ + "/" + kConfigCdb).c_str(),
                         O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    ::cdb_make_start(&made_, file.get());
    AddSite();
    Add("domains", std::to_string(domains));
    for (int64_t i = 0; i < domains; ++i) {
      const std::string number = std::to_string(i);
      Add("to:d" + number + ".example", FormatConfigList({number}));
      Add("domain." + number + ".action.virus", "hold");
    }
    ::cdb_make_finish(&made_);
  }
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;
  ~ConfigFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  Result<Config> Open() const {
    const Result<Fd> live = OpenDirectory(path_);
    if (!live.ok()) return live.error();
    return Config::Open(live.value().get());
  }

 private:
  void Add(const std::string& key, const std::string& value) {
    ::cdb_make_add(&made_, key.data(), static_cast<unsigned>(key.size()),
                   value.data(), static_cast<unsigned>(value.size()));
  }

  void AddSite() {
    Add("format", std::string(kConfigFormat));
    Add("scanners", FormatConfigList({"policy"}));
    for (const ConfigKey& key : ConfigKeys())
      if (key.section == "action" || key.section == "spam")
        Add(std::string(key.section) + "." + std::string(key.name),
            std::string(key.default_value));
  }

  std::string path_;
  struct cdb_make made_ = {};
};

void BM_SettingsOfRecipient(benchmark::State& state) {
  const ConfigFolder folder(state.range(0));
  Result<Config> config = folder.Open();
  if (!config.ok()) return state.SkipWithError("no configuration");
  int64_t number = 0;
  for (auto _ : state) {
    SettingsTable table(&config.value());
    number = (number + 7919) % state.range(0);
    benchmark::DoNotOptimize(
        table.For("user-list@mail.d" + std::to_string(number) + ".example",
                  "sender@example.net", "network"));
  }
  if (!config.value().broken().empty())
    state.SkipWithError(config.value().broken().c_str());
}
BENCHMARK(BM_SettingsOfRecipient)->Arg(10)->Arg(100000);

void BM_Decide(benchmark::State& state) {
  Settings holds;
  holds.actions.fill(Action::kHoldReject);
  holds.scanners = {"policy", "clamd"};
  Settings delivers = holds;
  delivers.actions.fill(Action::kDeliver);
  DecideInput input;
  input.findings = {{Cause::kVirus, "Win.Test.EICAR_HDB-1", 1, 0, "clamd"},
                    {Cause::kAttachment, "program", 1, 0, "policy"}};
  for (int64_t i = 0; i < state.range(0); ++i)
    input.recipients.push_back(i % 2 == 0 ? &holds : &delivers);
  input.site = &holds;
  for (auto _ : state) benchmark::DoNotOptimize(Decide(input));
}
BENCHMARK(BM_Decide)->Arg(1)->Arg(10)->Arg(1000);

}  // namespace

}  // namespace sallyport
