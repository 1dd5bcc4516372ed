"""Events of the documents service, by feature; every class name is unique in the catalogue (`Event`)."""

from shared.contracts.documents.archive import *  # noqa: F403
from shared.contracts.documents.attachments import *  # noqa: F403
from shared.contracts.documents.classified import *  # noqa: F403
from shared.contracts.documents.countersigning import *  # noqa: F403
from shared.contracts.documents.incoming import *  # noqa: F403
from shared.contracts.documents.outgoing import *  # noqa: F403
from shared.contracts.documents.reading import *  # noqa: F403
from shared.contracts.documents.seals import *  # noqa: F403
from shared.contracts.documents.work import *  # noqa: F403
