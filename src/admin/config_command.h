// `sallyport config`: checks and compiles sallyport.toml and all it names.

#ifndef SALLYPORT_ADMIN_CONFIG_COMMAND_H_
#define SALLYPORT_ADMIN_CONFIG_COMMAND_H_

#include "admin/command_line.h"
#include "admin/config_compile.h"

namespace sallyport {

/// Reads, compiles and checks sallyport.toml; tells every mistake. False on
/// an error.
bool CompileFile(const Context& context, RuleChoice rules,
                 CompiledConfig* config);

/// Makes it live, with what is missing of the spool. The exit code; `who` is
/// the command, for what it says.
int GoLive(const Context& context, const char* who, CompiledConfig* config);

int RunConfig(const Context& context, const Arguments& arguments);

}  // namespace sallyport

#endif  // SALLYPORT_ADMIN_CONFIG_COMMAND_H_
