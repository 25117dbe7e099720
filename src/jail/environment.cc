#include "jail/environment.h"

#include <errno.h>
#include <unistd.h>

#include "jail/die.h"
#include "jail/join.h"
#include "jail/supervise.h"

namespace sallyport::jail {

namespace {

constexpr int kOwnVariables = 16;
/// Id, sender (1002 bytes at most), address and class stand first in the
/// facts; this many bytes hold them.
constexpr size_t kFactsBytes = 2048;

char g_text[8 * PATH_MAX];
size_t g_used = 0;
char* g_variables[kMaxOptions + kOwnVariables + 1];
int g_count = 0;

void Add(const char* name, std::string_view value, const char* behind = "") {
  char* into = g_text + g_used;
  g_used += 1 + Join(into, sizeof g_text - g_used, {name, "=", value, behind});
  g_variables[g_count++] = into;
}

/// The variables that come from the facts. Each of the three must be there.
void AddFacts() {
  static char facts[kFactsBytes];
  const ssize_t n = ::pread(kFactsDescriptor, facts, sizeof facts, 0);
  if (n <= 0) Die("read facts");
  std::string_view rest(facts, static_cast<size_t>(n));
  constexpr struct {
    char letter;
    const char* name;
  } kFields[] = {{'I', "SALLYPORT_ID"},
                 {'S', "SALLYPORT_SENDER"},
                 {'A', "SALLYPORT_RELAY"}};
  for (const auto& field : kFields) {
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos || rest[0] != field.letter)
      errno = EINVAL, Die("facts");
    Add(field.name, rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
}

/// One a line, where the site has any. The environment of a process is for its
/// own user to read and nobody else.
void AddPasswords() {
  const std::string_view list = ConfigText("unpack.passwords");
  if (!list.empty()) {
    Add("SALLYPORT_PASSWORDS", "");
    // Items end in NUL.
    if (list.size() >= sizeof g_text - g_used) errno = E2BIG, Die("passwords");
    char* into = g_text + g_used - 1;
    for (const char c : list) *into++ = c == '\0' ? '\n' : c;
    *into++ = '\0';
    g_used = static_cast<size_t>(into - g_text);
  }
  if (ConfigText("unpack.try_passwords_from_text") == "1")
    Add("SALLYPORT_PASSWORDS_IN_TEXT", "true");
}

}  // namespace

char** ScannerEnvironment(const Settings& settings, const char* scratch) {
  Add("PATH", "/usr/bin:/bin");
  Add("TMPDIR", scratch);
  AddFacts();
  Add("SALLYPORT_MESSAGE", settings.slot, "/message");
  Add("SALLYPORT_PARTS", settings.slot, "/parts");
  Add("SALLYPORT_MANIFEST", settings.slot, "/MANIFEST");
  Add("SALLYPORT_RECIPIENTS", settings.slot, "/recipients");
  static_assert(kPartsDescriptor == 3);
  if (settings.early) Add("SALLYPORT_EARLY", "3");
  for (int i = 0; i < settings.option_count; ++i)
    g_variables[g_count++] = const_cast<char*>(settings.options[i]);
  return g_variables;
}

char** UnpackEnvironment() {
  constexpr struct {
    const char* name;
    const char* key;
  } kBudget[] = {{"SALLYPORT_MAX_DEPTH", "limits.depth"},
                 {"SALLYPORT_MAX_PARTS", "limits.parts"},
                 {"SALLYPORT_MAX_PART_BYTES", "limits.part_bytes"},
                 {"SALLYPORT_MAX_TOTAL_BYTES", "limits.total_bytes"},
                 {"SALLYPORT_MAX_RATIO", "limits.ratio"}};
  for (const auto& limit : kBudget) Add(limit.name, ConfigText(limit.key));
  AddPasswords();
  return g_variables;
}

}  // namespace sallyport::jail
