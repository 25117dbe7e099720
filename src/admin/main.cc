// sallyport: everything a person does. A command is one line of the table
// below and a file with its function; command_line.cc reads the command line
// and gives up root before a command that does not need it.

#include <array>

#include "admin/cat_command.h"
#include "admin/check_command.h"
#include "admin/command_line.h"
#include "admin/config_command.h"
#include "admin/explain_command.h"
#include "admin/list_command.h"
#include "admin/notify_command.h"
#include "admin/release_command.h"
#include "admin/rules_command.h"
#include "admin/rules_install.h"
#include "admin/scan_command.h"
#include "admin/show_command.h"
#include "admin/tidy_command.h"

namespace {

constexpr std::array kCommands = {
    sallyport::Command{"config", "check and compile the configuration",
                       sallyport::RunConfig, true},
    sallyport::Command{"rules import", "print rules of another gate as TOML",
                       sallyport::RunRulesImport},
    sallyport::Command{"rules check", "compile the site's scanner rules",
                       sallyport::RunRulesCheck},
    sallyport::Command{"rules test", "try them on good mail and held mail",
                       sallyport::RunRulesTest},
    sallyport::Command{"rules install", "try them, and make them live",
                       sallyport::RunRulesInstall, true},
    sallyport::Command{"scan", "show what would become of a message",
                       sallyport::RunScan},
    sallyport::Command{"check", "try every scanner, and what they stand on",
                       sallyport::RunCheck},
    sallyport::Command{"list", "list what lies in the quarantine",
                       sallyport::RunList},
    sallyport::Command{"show", "tell all that is known of a held message",
                       sallyport::RunShow},
    sallyport::Command{"explain", "tell why a message came where it is",
                       sallyport::RunExplain},
    sallyport::Command{"cat", "print the sender's bytes of a held message",
                       sallyport::RunCat},
    sallyport::Command{"release", "hand a held message to the queue",
                       sallyport::RunRelease},
    sallyport::Command{"notify", "tell people what was held; for cron",
                       sallyport::RunNotify},
    sallyport::Command{"tidy", "remove what killed processes left; for cron",
                       sallyport::RunTidy},
};

}  // namespace

int main(int argc, char** argv) {
  return sallyport::RunCommandLine(kCommands, argc, argv);
}
