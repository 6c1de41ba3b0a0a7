package dev.latchkey.process;

import java.io.IOException;
import java.nio.file.Path;

/** A {@link TicketServer} and the pipes to it. */
final class TicketProcess extends LineProcess {

  TicketProcess(Path config, Path run) throws IOException {
    super("32m", TicketServer.class, config.toString(), run.toString());
  }
}
