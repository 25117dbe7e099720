#include "jail/settings.h"

#include <cdb.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/head_start.h"
#include "jail/die.h"
#include "jail/join.h"

namespace sallyport::jail {

namespace {

constexpr const char* kCompiledIn = SALLYPORT_SYSCONFDIR "/live";
constexpr size_t kMaxNameBytes = 32;
constexpr size_t kMaxSlotDigits = 5;
constexpr char kNameLetters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr char kLaneLetters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr char kDigits[] = "0123456789";

struct cdb g_config;

bool Only(const char* letters, std::string_view text, size_t most) {
  return !text.empty() && text.size() <= most &&
         text.find_first_not_of(letters) == std::string_view::npos;
}

/// The value of PREFIX + KEY, mapped for as long as the jail lives.
std::string_view Find(const char* prefix, const char* key) {
  char name[128];
  const size_t length = Join(name, sizeof name, {prefix, key});
  if (::cdb_find(&g_config, name, static_cast<unsigned>(length)) <= 0)
    errno = ENOENT, Die(name);
  const void* value = ::cdb_getdata(&g_config);
  if (value == nullptr) Die(name);
  return {static_cast<const char*>(value), cdb_datalen(&g_config)};
}

long ParseNumber(std::string_view text, const char* what) {
  if (!Only(kDigits, text, 18)) errno = EINVAL, Die(what);
  long number = 0;
  for (const char c : text) number = number * 10 + (c - '0');
  return number;
}

long Number(const char* prefix, const char* key) {
  return ParseNumber(Find(prefix, key), key);
}

/// Letters, digits and dashes, with one slash and a number for a slot: no
/// name from the caller can leave its folder. The unpacker has no slot.
void CheckCallersWords(std::string_view name, std::string_view slot) {
  if (name == kUnpack && slot.empty()) return;
  const std::string_view lane = slot.substr(0, slot.find('/'));
  slot.remove_prefix(lane.size());
  if (!slot.empty()) slot.remove_prefix(1);  // the slash
  if (!Only(kNameLetters, name, kMaxNameBytes) ||
      !Only(kLaneLetters, lane, kMaxNameBytes) ||
      !Only(kDigits, slot, kMaxSlotDigits))
    errno = EINVAL, Die(kUsage);
}

void OpenConfig(bool set_uid) {
  const char* live = set_uid ? nullptr : getenv("SALLYPORT_CONFIG");
  char path[PATH_MAX];
  Join(path, sizeof path,
       {live != nullptr ? live : kCompiledIn, "/config.cdb"});
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || ::cdb_init(&g_config, fd) != 0) Die(path);
  ::close(fd);
}

void ReadUser(Settings* settings) {
  settings->uid = static_cast<uid_t>(Number("", "uid.scan_user"));
  settings->gid = static_cast<gid_t>(Number("", "gid.scan_user"));
  EachItem(Find("", "gids.groups"), [settings](std::string_view item) {
    if (settings->group_count == kMaxGroups) errno = E2BIG, Die("groups");
    settings->groups[settings->group_count++] =
        static_cast<gid_t>(ParseNumber(item, "groups"));
  });
}

void ReadTimeAndMemory(const char* prefix, Settings* settings) {
  settings->seconds = Number(prefix, "seconds");
  settings->cpu_seconds = Number(prefix, "cpu_seconds");
  settings->memory = Number(prefix, "memory");
}

void ReadUnpacker(Settings* settings) {
  Join(settings->program, sizeof settings->program,
       {Find("", "libexec"), "/sallyport-unpack"});
  ReadTimeAndMemory("limits.unpack_", settings);
  settings->seconds += kHeadStartSeconds;
  settings->file_size = 0;
  settings->files = 16;
}

void ReadScanner(std::string_view name, Settings* settings) {
  char prefix[64];
  Join(prefix, sizeof prefix, {"scanner.", name, "."});
  Join(settings->program, sizeof settings->program, {Find(prefix, "program")});
  ReadTimeAndMemory(prefix, settings);
  settings->file_size = Number(prefix, "file_size");
  settings->files = Number(prefix, "files");
  settings->may_fork = Find(prefix, "processes") == "any";
  settings->early = Find(prefix, "early") == "1";
  settings->read = Find(prefix, "read");
  settings->write = Find(prefix, "write");
  EachItem(Find(prefix, "sockets"), [settings](std::string_view item) {
    settings->sockets_unix = settings->sockets_unix || item == "unix";
    settings->sockets_inet = settings->sockets_inet || item == "inet";
  });
  EachItem(Find(prefix, "env"), [settings](std::string_view item) {
    if (settings->option_count == kMaxOptions) errno = E2BIG, Die("env");
    settings->options[settings->option_count++] = item.data();
  });
}

}  // namespace

std::string_view ConfigText(const char* key) { return Find("", key); }

Settings ReadSettings(bool set_uid, std::string_view name,
                      std::string_view slot) {
  CheckCallersWords(name, slot);
  OpenConfig(set_uid);
  Settings settings;
  settings.set_uid = set_uid;
  if (set_uid) ReadUser(&settings);
  settings.sandbox_required = Find("", "sandbox") != "off";
  settings.spool = Find("", "spool");
  Join(settings.slot, sizeof settings.slot,
       {settings.spool, "/lanes/", slot});
  if (name == kUnpack)
    ReadUnpacker(&settings);
  else if (name != kEmpty)
    ReadScanner(name, &settings);
  return settings;
}

}  // namespace sallyport::jail
