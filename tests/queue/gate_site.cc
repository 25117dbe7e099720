#include "tests/queue/gate_site.h"

#include <stdexcept>

#include "base/io.h"
#include "base/sha256.h"
#include "mail/paths.h"
#include "maildir/maildir.h"
#include "tests/mail/part_record_log.h"

namespace sallyport::test {

namespace {

/// The unpacker finds one part and flags nothing; the scanner answers from
/// its file.
constexpr const char* kJail =
    "case $1 in\n"
    "unpack) cat \"${0%/*}/stream\" ;;\n"
    "*) cat \"${0%/*}/answer\"; echo 'end ok 0 -1 1 2' >&6 ;;\n"
    "esac\n";

ConfigValues Values(const ConfigValues& changes) {
  ConfigValues values = ScannerValues("house");
  for (size_t i = 0; i < kCauses; ++i)
    values["action." + std::string(Name(static_cast<Cause>(i)))] = "hold";
  values["action.virus"] = "hold+reject";
  values["action.spam"] = "reject";
  const ConfigValues others = {
      {"spam.tag", "5"},
      {"spam.hold", "10"},
      {"spam.reject", "15"},
      {"ask_all", "0"},
      {"domains", "0"},
      {"scanners", FormatConfigList({"house"})},
      {"scanner.house.headers", FormatConfigList({"X-Spam-*"})},
      {"limits.parts", "10"},
      {"limits.part_bytes", "1000000"},
      {"limits.total_bytes", "1000000"},
      {"limits.unpack_seconds", "60"},
      {"lanes.slots", "4"},
      {"lanes.wait_seconds", "0"},
      {"deadline_seconds", "180"},
      {"quarantine.key", "k1"},
      {"quarantine.max_bytes", "1000000"},
      {"quarantine.max_items", "1000"},
      {"quarantine.same", "20"},
      {"quarantine.archive", ""},
      {"quarantine.archive_bytes", "1000000"},
      {"quarantine.archive_items", "1000"},
      {"reply.reject", "refused"},
      {"reply.defer", "later"}};
  for (const auto& [key, value] : others) values[key] = value;
  for (const auto& [key, value] : changes) values[key] = value;
  return values;
}

void Demand(const Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error().Text());
}

Fd OpenFolder(const TemporaryDirectory& spool, const char* name) {
  Result<Fd> folder = OpenAt(spool.fd(), name, O_RDONLY | O_DIRECTORY);
  if (!folder.ok()) throw std::runtime_error(folder.error().Text());
  return std::move(folder.value());
}

void Demand(const std::optional<Ending>& ending) {
  if (ending) throw std::runtime_error(ending->reason);
}

}  // namespace

GateSite::GateSite(const std::string& answer, const ConfigValues& values)
    : jail_(kJail), config_(Values(values)) {
  jail_.directory().Write("answer", answer + "done\n");
  jail_.directory().Write("stream", Begin() + Record('D', "part's bytes") +
                                        End() + Record('H', Text("a subject")) +
                                        Record('Z', ""));
  for (const char* name : {"lanes/main", kQuarantine, kLog, kState, kKeys})
    spool_.MakeDirectory(name);
  spool_.Write(std::string(kKeys) + "/k1", kQuarantineKey + std::string("\n"));
  const Fd quarantine = OpenFolder(spool_, kQuarantine);
  for (const char* folder : {".virus", ".attachment", ".policy", ".encrypted",
                             ".error", ".spam", kReleased, kDeleted, kArchive})
    Demand(Maildir::Make(quarantine.get(), folder));
}

std::unique_ptr<Gate> GateSite::Receive(
    const std::string& message, const std::vector<std::string>& recipients) {
  auto gate = std::make_unique<Gate>();
  gate->caller.client_class = "network";
  gate->caller.relay = "192.0.2.1";
  gate->config = std::make_unique<Config>(config_.Open());
  gate->plan = jail_.plan();
  gate->live_directory = OpenFolder(config_.directory(), ".");
  gate->spool = OpenFolder(spool_, ".");
  gate->lanes = OpenFolder(spool_, kLanes);
  gate->id = "id" + std::to_string(received_++);
  gate->hostname = "mx.example.com";
  gate->arrived = Now();
  gate->began_ms = MonotonicMs();
  Result<Fd> file = OpenAt(gate->lanes.get(), ".", O_RDWR | O_TMPFILE, 0440);
  if (!file.ok()) throw std::runtime_error(file.error().Text());
  gate->message = std::move(file.value());
  Demand(WriteAllAt(gate->message.get(), message, 0));
  gate->bytes = message.size();
  gate->inspection = std::make_unique<Inspection>(
      gate->config.get(), &gate->plan, gate->live_directory.get());
  gate->envelope = {"s@example.net", recipients};
  gate->deadline = Deadline::InMs(60000);
  for (const auto stage : {Admit, Unpack, Scan, Judge})
    Demand(stage(gate.get()));
  return gate;
}

}  // namespace sallyport::test
