"""The processes of the sweep: each stays, reads a command a line and answers with a line."""
import os
import subprocess
import threading

PATIENCE = 60  # seconds; a shape takes one


class SideError(Exception):
    """A side cannot do what it was asked, or has ended."""


class Side:
    """A process that times shapes; it is started anew where it ended."""

    def __init__(self, name, command, environment, threads):
        self.name, self.command, self.process = name, command, None
        self.environment = {**os.environ, "OMP_NUM_THREADS": str(threads), **environment}

    def ask(self, line):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=self.environment)
        watch = threading.Timer(PATIENCE, self.process.kill)
        watch.start()
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline().strip()
        except OSError as fault:
            raise SideError(f"{self.name}: {fault}") from fault
        finally:
            watch.cancel()
        if not answer:
            self.process.wait()
            raise SideError(f"{self.name} ended with {self.process.returncode} at \"{line}\"")
        if answer.startswith("error"):
            raise SideError(f"{self.name}: {answer}")
        return answer

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
