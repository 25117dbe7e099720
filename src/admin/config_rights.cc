#include "admin/config_rights.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "admin/config_spool.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

namespace fs = std::filesystem;

constexpr char kGateProgram[] = "sallyport-queue";
/// Named where no key is: sallyport.toml itself.
constexpr char kThisFile[] = "this file";
constexpr char kAllowed[] =
    "allowed: what root owns and nobody else may write, with all "
    "directories above";

std::optional<uint32_t> Id(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return static_cast<uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
}

class RightsCheck {
 public:
  explicit RightsCheck(const Compilation& compilation)
      : compilation_(compilation),
        set_uid_(compilation.out->set_uid),
        user_(Id(compilation.out->Text("uid.user"))),
        scan_user_(Id(compilation.out->Text("uid.scan_user"))) {
    AddGroup(compilation.out->Text("gid.scan_user"));
    for (const std::string& gid : compilation.out->List("gids.groups"))
      AddGroup(gid);
  }

  /// The path as written and as it resolves, with all that is above.
  void Check(const std::string& key, const std::string& path) {
    CheckChain(key, fs::path(path));
    std::error_code error;
    const fs::path resolved = fs::canonical(path, error);
    if (!error) CheckChain(key, resolved);
  }

  /// What is held is the gate's, and of whom the site names.
  void CheckHeld(const std::string& path) {
    constexpr char kWhom[] =
        "allowed: mode 0700, or a group of mail readers beside";
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) return;
    if ((status.st_mode & S_IRWXO) != 0)
      Tell("spool", path, "is open to everybody", kWhom);
    const std::string group = "group " + std::to_string(status.st_gid);
    if ((status.st_mode & S_IRWXG) != 0 &&
        scan_groups_.count(status.st_gid) != 0)
      Tell("spool", path, "is open to the scan user's " + group, kWhom);
    else if ((status.st_mode & S_IWGRP) != 0)
      compilation_.mistakes->Warning(
          PlaceOf("spool"), "spool",
          Quoted(path) + " may be written by " + group);
  }

 private:
  void AddGroup(const std::string& gid) {
    if (const auto id = Id(gid)) scan_groups_.insert(*id);
  }

  void CheckChain(const std::string& key, fs::path path) {
    while (true) {
      if (seen_.insert(path.string()).second) CheckOne(key, path.string());
      if (!path.has_relative_path()) return;
      path = path.parent_path();
    }
  }

  void CheckOne(const std::string& key, const std::string& path) {
    struct stat status = {};
    if (::lstat(path.c_str(), &status) != 0) return;
    const bool link = S_ISLNK(status.st_mode);
    if (scan_user_ && *scan_user_ != 0 && status.st_uid == *scan_user_)
      Tell(key, path, "belongs to the scan user", kAllowed);
    if (!link && (status.st_mode & S_IWGRP) != 0 &&
        scan_groups_.count(status.st_gid) != 0)
      Tell(key, path, "may be written by a group of the scan user", kAllowed);
    if (!link && (status.st_mode & S_IWOTH) != 0)
      Tell(key, path, "may be written by everybody", kAllowed);
    const bool foreign =
        status.st_uid != 0 && status.st_uid != user_ &&
        status.st_uid != scan_user_;
    // A set-uid program, as qmail-queue is, has its owner's rights anyway.
    const bool becomes_owner =
        S_ISREG(status.st_mode) && (status.st_mode & S_ISUID) != 0;
    if (set_uid_ && foreign && !becomes_owner)
      compilation_.mistakes->Warning(
          PlaceOf(key), key,
          Quoted(path) + " belongs to user " + std::to_string(status.st_uid) +
              ", who may change it");
  }

  void Tell(const std::string& key, const std::string& path,
            const std::string& what, const char* allowed) {
    compilation_.mistakes->Doubt(set_uid_, PlaceOf(key), key,
                                 Quoted(path) + " " + what, allowed);
  }

  Place PlaceOf(const std::string& key) const {
    if (key == kThisFile) return {compilation_.context.config_file, 1};
    return compilation_.out->PlaceOf(key);
  }

  const Compilation& compilation_;
  bool set_uid_;
  std::optional<uint32_t> user_;
  std::optional<uint32_t> scan_user_;
  std::set<uint32_t> scan_groups_;
  std::set<std::string> seen_;
};

/// The gate must be what the configuration thinks it is.
void CheckGate(const Compilation& compilation) {
  const CompiledConfig& out = *compilation.out;
  struct stat status = {};
  const std::string gate = compilation.context.bin + "/" + kGateProgram;
  if (!out.set_uid || ::stat(gate.c_str(), &status) != 0) return;
  constexpr mode_t kBoth = S_ISUID | S_ISGID;
  if ((status.st_mode & kBoth) != kBoth ||
      std::to_string(status.st_uid) != out.Text("uid.user") ||
      std::to_string(status.st_gid) != out.Text("gid.user"))
    compilation.Error("user",
                      Quoted(gate) + " is not set-uid and set-gid to it",
                      "allowed: " + out.Text("user") + ":" +
                          out.Text("user") + " 6711");
}

/// The jail is for the gate's group alone.
void CheckJail(const Compilation& compilation) {
  const CompiledConfig& out = *compilation.out;
  struct stat status = {};
  const std::string jail = out.Text("libexec") + "/" + kJailProgram;
  if (!out.set_uid || ::stat(jail.c_str(), &status) != 0) return;
  if ((status.st_mode & S_IXOTH) != 0 ||
      std::to_string(status.st_gid) != out.Text("gid.user"))
    compilation.Error("libexec",
                      Quoted(jail) + " may be started by others than the gate",
                      "allowed: root:" + out.Text("user") + " 4710");
}

}  // namespace

void CheckRights(const Compilation& compilation) {
  const CompiledConfig& out = *compilation.out;
  RightsCheck check(compilation);
  check.Check("queue", out.Text("queue"));
  const std::string libexec = out.Text("libexec") + "/";
  check.Check("libexec", libexec + kJailProgram);
  check.Check("libexec", libexec + kUnpackProgram);
  for (const auto& [key, entry] : out.entries)
    if (key.starts_with("scanner.") && key.ends_with(".program"))
      check.Check(key, entry.value);
  check.Check("spool", fs::path(out.Text("spool")).parent_path().string());
  for (const std::string& path : QuarantineDirectories(out.Text("spool")))
    check.CheckHeld(path);
  check.Check(kThisFile, compilation.context.config_file);
  if (!out.policy_file.empty())
    check.Check("scanner.policy.rules", out.policy_file);
  for (const RuleSet& set : out.rule_sets)
    for (const std::string& path : set.paths)
      check.Check("scanner." + set.scanner + ".virus", path);
  if (!out.rule_sets.empty()) check.Check("libexec", libexec + kYaraCompiler);
  CheckGate(compilation);
  CheckJail(compilation);
  if (!out.set_uid && ::getuid() == 0)
    compilation.mistakes->Warning(
        out.PlaceOf("user"), "user",
        "sallyport-jail is not set-uid: started by root, everything runs as "
        "root, scanners too");
}

}  // namespace sallyport
