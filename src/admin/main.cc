// sallyport: everything a person does. A command is one line of the table
// below and a file with its function; command_line.cc reads the command line
// and gives up root before a command that does not need it.

#include <array>

#include "admin/command_line.h"
#include "admin/config_command.h"
#include "admin/rules_command.h"

namespace {

constexpr std::array kCommands = {
    sallyport::Command{"config", "check and compile the configuration",
                       sallyport::RunConfig, true},
    sallyport::Command{"rules import", "print rules of another gate as TOML",
                       sallyport::RunRulesImport},
};

}  // namespace

int main(int argc, char** argv) {
  return sallyport::RunCommandLine(kCommands, argc, argv);
}
