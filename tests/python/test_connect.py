"""The steps that `lexdr up` and `lexdr down` print for Amazon Connect, done as they stand there: by a
shell, with the AWS CLI, against `lexdr serve`.

The program's endpoint variables are expected in the environment (`lexdr serve --print-env`), and
LEXDR, the program."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import zipfile

LEXDR = os.environ["LEXDR"]
ENDPOINT = os.environ["AWS_ENDPOINT_URL_CONNECT"].removesuffix("/connect")
TOOLS = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
PLACE = ["--target", "aws", "--prefix", "cli", "--endpoint", ENDPOINT]
LIVE = ["--live", "--account", "123456789012"]


class Connect(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        # The lines say `lexdr`.
        os.symlink(LEXDR, os.path.join(self.folder, "lexdr"))
        for name in ("health-check.zip", "get-region.zip"):
            zipfile.ZipFile(os.path.join(self.folder, name), "w").close()

    def done(self, command):
        path = os.pathsep.join([self.folder, TOOLS])
        environment = {**os.environ, "PATH": path, "AWS_PAGER": ""}
        done = subprocess.run(
            ["bash", "-euc", command] if isinstance(command, str) else command,
            capture_output=True,
            cwd=self.folder,
            env=environment,
            text=True,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def aws(self, command):
        told = self.done(f"aws --output json connect {command} --region us-east-1")
        return json.loads(told) if told.strip() else {}

    def lexdr(self, *arguments):
        """What is printed, and the steps in it."""
        printed = self.done([LEXDR, *arguments])
        steps = [line.strip() for line in printed.splitlines() if line.startswith("  ")]
        return printed, [step for step in steps if step.startswith(("aws ", "lexdr "))]

    def inside(self, instance):
        of = f"--instance-id {instance}"
        bots = self.aws(f"list-bots {of} --lex-version V2")["LexBots"]
        functions = self.aws(f"list-lambda-functions {of}")["LambdaFunctions"]
        flows = self.aws(f"list-contact-flows {of}")["ContactFlowSummaryList"]
        return bots, functions, flows

    def test_the_printed_steps_connect_a_deployment_and_take_it_out(self):
        instance = self.aws(
            "create-instance --identity-management-type CONNECT_MANAGED --instance-alias cli"
            " --inbound-calls-enabled --no-outbound-calls-enabled"
        )["Id"]
        describe = f"describe-instance --instance-id {instance}"
        for _ in range(100):
            if self.aws(describe)["Instance"]["InstanceStatus"] == "ACTIVE":
                break
            time.sleep(0.1)
        named = [*PLACE, "--connect-instance", instance]
        printed, steps = self.lexdr("up", *named, *LIVE, "--packages", ".")
        self.assertEqual(len(steps), 5, printed)
        for step in steps:
            self.done(step)
        bots, functions, flows = self.inside(instance)
        regions = sorted(bot["LexV2Bot"]["AliasArn"].split(":")[3] for bot in bots)
        self.assertEqual(regions, ["us-east-1", "us-west-2"])
        self.assertEqual([arn.split(":")[-1] for arn in functions], ["cli-lexDRGetRegion"])
        [flow] = flows
        self.assertEqual((flow["Name"], flow["ContactFlowStatus"]), ("cli-flow", "PUBLISHED"))

        printed, steps = self.lexdr("down", *named)
        self.assertEqual(len(steps), 4, printed)
        for step in steps:
            self.done(step.replace("FLOW_ID", flow["Id"]))
        self.assertEqual(self.inside(instance), ([], [], []))
        self.lexdr("down", *PLACE, *LIVE)

    def test_what_is_wrong_with_a_flow_is_told(self):
        instance = self.aws(
            "create-instance --identity-management-type CONNECT_MANAGED --instance-alias wrong"
            " --inbound-calls-enabled --no-outbound-calls-enabled"
        )["Id"]
        with self.assertRaises(AssertionError) as refused:
            self.aws(
                f"create-contact-flow --instance-id {instance} --name wrong --type CONTACT_FLOW"
                " --content '{}'"
            )
        self.assertIn("(InvalidContactFlowException)", str(refused.exception))


if __name__ == "__main__":
    unittest.main(verbosity=2)
