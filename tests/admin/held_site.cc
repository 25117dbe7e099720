#include "tests/admin/held_site.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "admin/action_log.h"
#include "admin/cat_command.h"
#include "admin/list_command.h"
#include "admin/release_command.h"
#include "admin/show_command.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/sha256.h"
#include "maildir/maildir.h"

namespace sallyport::test {

namespace {

namespace fs = std::filesystem;

std::string ReadWhole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string FakeProgram(const std::string& name) {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return fs::absolute(std::string(build == nullptr ? "build" : build) +
                      "/tests/fake/" + name)
      .string();
}

}  // namespace

HeldSpec::HeldSpec() {
  held.id = "20261121.100000.123456.4242.9f3a2c";
  held.category = Category::kVirus;
  Finding finding;
  finding.cause = Cause::kVirus;
  finding.name = "Eicar-Test-Signature";
  finding.part = 1;
  finding.scanner = "clamd";
  held.findings = {finding};
  held.scanners = {"policy:clean:1:policy 1",
                   "clamd:found:12:ClamAV 1.4/27000"};
  held.sender = "sender@example.net";
  held.recipients = {"one@example.com", "two@example.com"};
  held.relay = "192.0.2.1";
  held.time = ParseLogTime("2026-11-21T10:00:00.123Z").value();
  held.host = "mx1.example.com";
  ManifestRow whole;
  whole.kind = "message";
  whole.type = "message/rfc822";
  ManifestRow part;
  part.part = 1;
  part.parent = 0;
  part.depth = 1;
  part.kind = "leaf";
  part.name = "eicar.com";
  part.type = "text/plain";
  part.bytes = 68;
  held.parts = {whole, part};
  bytes = "Subject: test\n\nHello.\n";
}

HeldSite::HeldSite() {
  site_.Write("etc/sallyport.toml", site_.Front());
  const CommandOutcome configured = site_.RunConfig();
  CAPTURE(configured.errors);
  REQUIRE(configured.code == kDone);
}

SigningKey HeldSite::Key() const {
  const std::string name = site_.Live("quarantine.key").value_or("");
  std::string secret = site_.Read("spool/keys/" + name);
  if (!secret.empty()) secret.pop_back();
  return {name, secret};
}

std::string HeldSite::Hold(const HeldSpec& spec) {
  HeldMessage held = spec.held;
  held.bytes = spec.bytes.size();
  held.sha256 = Hex(Sha256Of(spec.bytes));
  const std::string name = !spec.folder.empty() ? spec.folder
                           : held.archived
                               ? ".archive"
                               : std::string(FolderOf(held.category));
  const Result<Fd> quarantine = OpenDirectory(Path("spool/quarantine"));
  REQUIRE(quarantine.ok());
  const Result<Maildir> folder = Maildir::Open(quarantine.value().get(), name);
  REQUIRE(folder.ok());
  const std::string tail =
      held.archived ? "copy" : std::string(Name(held.category));
  Result<Delivery> delivery =
      Delivery::Begin(folder.value(), std::to_string(held.time.seconds()) +
                                          "." + held.id + ".mx1." + tail);
  REQUIRE(delivery.ok());
  const std::string block = FormatQuarantineBlock(held, Key()).value();
  REQUIRE(WriteAll(delivery.value().fd(), block + spec.bytes).ok());
  const Result<std::string> kept =
      delivery.value().Commit(block.size() + spec.bytes.size());
  REQUIRE(kept.ok());
  return name + "/new/" + kept.value();
}

void HeldSite::UseQueue(const std::string& fake, const std::string& as) {
  const std::string file = Path("bin/" + (as.empty() ? fake : as));
  std::error_code error;
  fs::create_hard_link(FakeProgram(fake), file, error);
  if (error)
    fs::copy_file(FakeProgram(fake), file,
                  fs::copy_options::overwrite_existing);
  fs::remove(Path("bin/qmail-queue"));
  // The fakes ask /proc/self/exe for their names: the link's target.
  fs::create_symlink(file, Path("bin/qmail-queue"));
}

std::vector<TakenMessage> HeldSite::Queued() const {
  std::vector<TakenMessage> messages;
  const fs::path queued = Path("bin/queued");
  if (!fs::exists(queued)) return messages;
  for (const auto& entry : fs::directory_iterator(queued)) {
    const fs::path& folder = entry.path();
    if (folder.filename().string().front() == '.') continue;
    messages.push_back({ReadWhole(folder / "message"),
                        ReadWhole(folder / "envelope"),
                        ReadWhole(folder / "surroundings")});
  }
  return messages;
}

std::string HeldSite::InQuarantine(const std::string& place) const {
  return Path("spool/quarantine/" + place);
}

std::string HeldSite::Read(const std::string& place) const {
  return ReadWhole(InQuarantine(place));
}

bool HeldSite::Exists(const std::string& place) const {
  return fs::exists(fs::symlink_status(InQuarantine(place)));
}

void HeldSite::Write(const std::string& place, std::string_view bytes) const {
  std::ofstream file(InQuarantine(place), std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void HeldSite::Rename(const std::string& from, const std::string& to) const {
  fs::rename(InQuarantine(from), InQuarantine(to));
}

std::vector<std::string> HeldSite::Files(const std::string& folder) const {
  std::vector<std::string> files;
  for (const char* subdirectory : {"cur", "new", "tmp"})
    for (const auto& entry :
         fs::directory_iterator(InQuarantine(folder + "/" + subdirectory)))
      files.push_back(std::string(subdirectory) + "/" +
                      entry.path().filename().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::vector<std::string>> HeldSite::Actions() const {
  std::vector<std::vector<std::string>> lines;
  std::istringstream text(site_.Read(std::string("spool/log/") + kActionsLog));
  for (std::string line; std::getline(text, line);) {
    std::vector<std::string> fields;
    for (const std::string_view field : Split(line, '\t'))
      fields.emplace_back(field);
    lines.push_back(std::move(fields));
  }
  return lines;
}

CommandOutcome HeldSite::List(const Arguments& arguments) const {
  return RunCommand(RunList, context(), arguments);
}

CommandOutcome HeldSite::Show(const Arguments& arguments) const {
  return RunCommand(RunShow, context(), arguments);
}

CommandOutcome HeldSite::Cat(const Arguments& arguments) const {
  return RunCommand(RunCat, context(), arguments);
}

CommandOutcome HeldSite::Release(const Arguments& arguments) const {
  return RunCommand(RunRelease, context(), arguments);
}

ReleaseRequest HeldSite::Request(const std::string& place) const {
  const size_t first = place.find('/');
  const size_t second = place.find('/', first + 1);
  ReleaseRequest request;
  request.place = {
      place.substr(0, first),
      {place.substr(first + 1, second - first - 1), place.substr(second + 1)}};
  request.user = "tester";
  request.queue = Path("bin/qmail-queue");
  return request;
}

}  // namespace sallyport::test
