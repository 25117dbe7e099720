#include "bench/unpack/contenders.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <filesystem>
#include <stdexcept>
#include <utility>

#include "base/child.h"
#include "base/io.h"
#include "inspect/unpack.h"
#include "mail/facts.h"
#include "mail/paths.h"

namespace sallyport::bench {

namespace {

constexpr int64_t kWaitMs = 120000;

[[noreturn]] void Fail(const Error& error) {
  throw std::runtime_error(error.Text());
}

Fd Open(const std::string& path, int flags) {
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC));
  if (!fd.valid()) throw std::runtime_error("cannot open " + path);
  return fd;
}

Fd SomeFacts() {
  Facts facts;
  facts.id = "1";
  facts.sender = "sender@example.net";
  facts.client_class = "network";
  facts.recipients = {"user@example.com"};
  Fd file(::memfd_create("facts", MFD_CLOEXEC));
  if (Status written = WriteAll(file.get(), EncodeFacts(facts)); !written.ok())
    Fail(written.error());
  return file;
}

}  // namespace

Unpacker SallyportUnpacker(const BenchSite& site) {
  const std::string live = site.site().Path("etc/live");
  const JailPlan plan = {site.site().Path("programs/") + kJailProgram, live};
  return [plan, live](const std::string& path, const std::string& folder) {
    const Fd own = Open(path, O_RDONLY);
    const Fd facts = SomeFacts();
    const Fd policy = Open(live + "/" + kPolicyBin, O_RDONLY);
    const Fd parts = Open(folder, O_RDONLY | O_DIRECTORY);
    JailInput input;
    input.message = own.get();
    input.facts = facts.get();
    input.policy = policy.get();
    Result<JailedUnpacker> unpacker = JailedUnpacker::Start(plan, input);
    if (!unpacker.ok()) Fail(unpacker.error());
    ManifestRow raw;
    raw.kind = "message";
    raw.bytes = std::filesystem::file_size(path);
    const UnpackLimits limits = {10000, 1 << 30, 1 << 30, 60};
    const Deadline deadline = Deadline::InMs(kWaitMs);
    Result<Unpacked> unpacked =
        UnpackMessage(std::move(unpacker.value()), limits, std::move(raw),
                      parts.get(), deadline);
    if (!unpacked.ok()) Fail(unpacked.error());
    Status confirmed = ConfirmUnpacked(&unpacked.value(), deadline);
    if (!confirmed.ok()) Fail(confirmed.error());
  };
}

Unpacker ProgramUnpacker(std::vector<std::string> command) {
  return [command](const std::string& message, const std::string& folder) {
    const Fd null = Open("/dev/null", O_RDWR);
    ChildSpec spec;
    spec.program = command[0];
    for (const std::string& word : command)
      spec.arguments.push_back(word == "%m"   ? message
                               : word == "%p" ? folder
                                              : word);
    spec.environment = {"PATH=/usr/bin:/bin"};
    spec.descriptors = {null.get(), null.get(), null.get()};
    Result<pid_t> pid = Spawn(spec);
    if (!pid.ok()) Fail(pid.error());
    Result<ChildEnd> end = Child(pid.value()).Wait(Deadline::InMs(kWaitMs));
    if (!end.ok()) Fail(end.error());
    if (!end.value().exited) throw std::runtime_error(command[0] + " fell");
  };
}

}  // namespace sallyport::bench
