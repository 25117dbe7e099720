#include "jail/settings.h"

#include <cdb.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "jail/die.h"

namespace sallyport::jail {

namespace {

constexpr const char* kCompiledIn = SALLYPORT_SYSCONFDIR "/live";
constexpr size_t kMaxNameBytes = 32;

struct cdb g_config;

/// The value of PREFIX + KEY, mapped for as long as the jail lives.
std::string_view Find(const char* prefix, const char* key) {
  char name[128];
  const int length = snprintf(name, sizeof name, "%s%s", prefix, key);
  if (length < 0 || length >= static_cast<int>(sizeof name) ||
      ::cdb_find(&g_config, name, static_cast<unsigned>(length)) <= 0) {
    errno = ENOENT;
    Die(name);
  }
  const void* value = ::cdb_getdata(&g_config);
  if (value == nullptr) Die(name);
  return {static_cast<const char*>(value), cdb_datalen(&g_config)};
}

long ParseNumber(std::string_view text, const char* what) {
  long number = 0;
  if (text.empty() || text.size() > 18) errno = EINVAL, Die(what);
  for (const char c : text) {
    if (c < '0' || c > '9') errno = EINVAL, Die(what);
    number = number * 10 + (c - '0');
  }
  return number;
}

long Number(const char* prefix, const char* key) {
  return ParseNumber(Find(prefix, key), key);
}

template <size_t n>
void Copy(std::string_view text, char (&into)[n], const char* what) {
  if (text.size() >= n || text.empty()) errno = ENAMETOOLONG, Die(what);
  memcpy(into, text.data(), text.size());
  into[text.size()] = '\0';
}

/// Calls `take` with each NUL-terminated item of a list.
template <typename Take>
void EachItem(std::string_view list, Take take) {
  while (!list.empty()) {
    const size_t end = list.find('\0');
    if (end == std::string_view::npos) errno = EINVAL, Die("config.cdb list");
    take(list.substr(0, end));
    list.remove_prefix(end + 1);
  }
}

/// Letters, digits and dashes, with one slash and a number for a slot: no
/// name from the caller can leave its folder.
void CheckCallersWords(std::string_view name, std::string_view slot) {
  bool good = !name.empty() && name.size() <= kMaxNameBytes;
  for (const char c : name)
    good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                    c == '-');
  const size_t slash = slot.find('/');
  good = good && slash != std::string_view::npos && slash > 0 &&
         slash <= kMaxNameBytes && slot.size() - slash > 1 &&
         slot.size() - slash <= 6;
  for (size_t i = 0; good && i < slot.size(); ++i) {
    const char c = slot[i];
    const bool digit = c >= '0' && c <= '9';
    good = i == slash || digit || (i < slash && c >= 'a' && c <= 'z');
  }
  if (!good) errno = EINVAL, Die("usage: sallyport-jail SCANNER LANE/SLOT");
}

void OpenConfig(bool set_uid) {
  const char* live = set_uid ? nullptr : getenv("SALLYPORT_CONFIG");
  char path[PATH_MAX];
  const int length = snprintf(path, sizeof path, "%s/config.cdb",
                              live != nullptr ? live : kCompiledIn);
  if (length < 0 || length >= static_cast<int>(sizeof path))
    errno = ENAMETOOLONG, Die("SALLYPORT_CONFIG");
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || ::cdb_init(&g_config, fd) != 0) Die(path);
  ::close(fd);
}

void ReadUser(Settings* settings) {
  settings->uid =
      static_cast<uid_t>(ParseNumber(Find("", "uid.scan_user"), "scan_user"));
  settings->gid =
      static_cast<gid_t>(ParseNumber(Find("", "gid.scan_user"), "scan_user"));
  EachItem(Find("", "gids.groups"), [settings](std::string_view item) {
    if (settings->group_count == kMaxGroups) errno = E2BIG, Die("groups");
    settings->groups[settings->group_count++] =
        static_cast<gid_t>(ParseNumber(item, "groups"));
  });
}

void ReadUnpacker(Settings* settings) {
  char path[PATH_MAX];
  const std::string_view libexec = Find("", "libexec");
  snprintf(path, sizeof path, "%.*s/sallyport-unpack",
           static_cast<int>(libexec.size()), libexec.data());
  Copy(path, settings->program, "libexec");
  settings->seconds = Number("", "limits.unpack_seconds");
  settings->cpu_seconds = Number("", "limits.unpack_cpu_seconds");
  settings->memory = Number("", "limits.unpack_memory");
  settings->file_size = 0;
  settings->files = 16;
}

void ReadScanner(std::string_view name, Settings* settings) {
  char prefix[64];
  snprintf(prefix, sizeof prefix, "scanner.%.*s.",
           static_cast<int>(name.size()), name.data());
  Copy(Find(prefix, "program"), settings->program, "program");
  settings->seconds = Number(prefix, "seconds");
  settings->cpu_seconds = Number(prefix, "cpu_seconds");
  settings->memory = Number(prefix, "memory");
  settings->file_size = Number(prefix, "file_size");
  settings->files = Number(prefix, "files");
  settings->may_fork = Find(prefix, "processes") == "any";
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
  const std::string_view spool = Find("", "spool");
  const int length =
      snprintf(settings.slot, sizeof settings.slot, "%.*s/lanes/%.*s",
               static_cast<int>(spool.size()), spool.data(),
               static_cast<int>(slot.size()), slot.data());
  if (length < 0 || length >= static_cast<int>(sizeof settings.slot) - 32)
    errno = ENAMETOOLONG, Die("spool");
  if (name == kUnpack)
    ReadUnpacker(&settings);
  else if (name != kEmpty)
    ReadScanner(name, &settings);
  return settings;
}

}  // namespace sallyport::jail
