"""A session carries the tags and the source identity that it was begun with; moto forgets both.

They are condition keys of all that the session asks; a role's own tag of the same name gives way.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from typing import Any

from moto.sts.responses import TokenResponse

from localaws.authorise.asked.asking import form_tags
from localaws.strict.call import Patch


def install() -> None:
    response: Any = TokenResponse
    begin = response.assume_role

    def assume_role(self: Any) -> Any:
        answer = begin(self)
        session: Any = answer.result["Credentials"]
        given = {name: values[0] for name, values in self.querystring.items()}
        session.tags = dict(form_tags(given))
        session.source_identity = given.get("SourceIdentity", "")
        return answer

    response.assume_role = assume_role


PATCH = Patch(install)
