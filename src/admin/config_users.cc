#include "admin/config_users.h"

#include <grp.h>
#include <pwd.h>
#include <sys/types.h>

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "mail/config.h"

namespace sallyport {

namespace {

constexpr size_t kMaxGroups = 64;  // of the scan user, as the jail takes them

std::optional<uint32_t> ParseId(const std::string& text) {
  uint32_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [at, err] = std::from_chars(text.data(), end, id);
  if (err != std::errc() || at != end || id == UINT32_MAX) return std::nullopt;
  return id;
}

const struct passwd* FindUser(const std::string& text) {
  const std::optional<uint32_t> id = ParseId(text);
  return id ? ::getpwuid(*id) : ::getpwnam(text.c_str());
}

std::optional<uint32_t> FindUid(const std::string& text) {
  if (const std::optional<uint32_t> id = ParseId(text)) return id;
  const struct passwd* row = ::getpwnam(text.c_str());
  if (row == nullptr) return std::nullopt;
  return row->pw_uid;
}

std::optional<uint32_t> FindGid(const std::string& text) {
  if (const std::optional<uint32_t> id = ParseId(text)) return id;
  const struct group* row = ::getgrnam(text.c_str());
  if (row == nullptr) return std::nullopt;
  return row->gr_gid;
}

/// user and scan_user: they need not exist where nobody changes id.
void CompileOwner(const Compilation& compilation, const std::string& key) {
  CompiledConfig* out = compilation.out;
  const std::string name = out->Text(key);
  std::string uid;
  std::string gid;
  if (const struct passwd* row = FindUser(name)) {
    uid = std::to_string(row->pw_uid);
    gid = std::to_string(row->pw_gid);
    if (out->set_uid && (row->pw_uid == 0 || row->pw_gid == 0))
      compilation.Error(key, Quoted(name) + " is root",
                        "allowed: a user without privileges");
  } else {
    compilation.mistakes->Doubt(
        out->set_uid, out->PlaceOf(key), key,
        "there is no user " + Quoted(name) +
            (out->set_uid ? "" : "; nobody changes id without it"),
        "allowed: the name or number of a user");
  }
  out->Derive("uid." + key, uid, KeyType::kUser);
  out->Derive("gid." + key, gid, KeyType::kUser);
}

/// What scans must not be what owns spool and key.
void CheckApart(const Compilation& compilation) {
  CompiledConfig* out = compilation.out;
  if (!out->set_uid || out->Text("uid.user").empty()) return;
  if (out->Text("uid.user") == out->Text("uid.scan_user") ||
      out->Text("gid.user") == out->Text("gid.scan_user"))
    compilation.Error("scan_user", "shares a user or group with `user`",
                      "allowed: a user and group of its own");
  for (const std::string& gid : out->List("gids.groups"))
    if (gid == "0" || gid == out->Text("gid.user"))
      compilation.Error("groups",
                        "group " + gid + " gives scanners too much",
                        "allowed: neither root's group nor that of `user`");
}

void CompileGroups(const Compilation& compilation) {
  std::vector<std::string> gids;
  for (const std::string& name : compilation.out->List("groups")) {
    if (const std::optional<uint32_t> gid = FindGid(name))
      gids.push_back(std::to_string(*gid));
    else
      compilation.Error("groups", "there is no group " + Quoted(name),
                        "allowed: names or numbers of groups");
  }
  if (gids.size() > kMaxGroups)
    compilation.Error("groups", std::to_string(gids.size()) + " groups",
                      "allowed: at most " + std::to_string(kMaxGroups));
  compilation.out->Derive("gids.groups", FormatConfigList(gids),
                          KeyType::kGroupList);
}

/// A default that this system does not know is nobody; a name that a person
/// wrote must exist.
std::optional<uint32_t> FindCaller(const Compilation& compilation,
                                   const std::string& key,
                                   const std::string& name) {
  const std::optional<uint32_t> uid = FindUid(name);
  if (!uid && compilation.out->Written(key))
    compilation.Error(key, "there is no user " + Quoted(name),
                      "allowed: names or numbers of users");
  return uid;
}

void CompileCallers(const Compilation& compilation) {
  CompiledConfig* out = compilation.out;
  std::vector<std::string> uids;
  for (const std::string& name : out->List("callers.network"))
    if (const auto uid = FindCaller(compilation, "callers.network", name))
      uids.push_back(std::to_string(*uid));
  out->entries["callers.network"].value = FormatConfigList(uids);
  const std::string send = out->Text("callers.send");
  const auto uid = FindCaller(compilation, "callers.send", send);
  out->entries["callers.send"].value = uid ? std::to_string(*uid) : "";
}

}  // namespace

void CompileUsers(const Compilation& compilation) {
  CompileOwner(compilation, "user");
  CompileOwner(compilation, "scan_user");
  CompileGroups(compilation);
  CheckApart(compilation);
  CompileCallers(compilation);
}

}  // namespace sallyport
