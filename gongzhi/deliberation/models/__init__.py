"""Tables of deliberation, one module a topic."""

from gongzhi.deliberation.models.adoptions import Adoption, Plot, Swap, Turn
from gongzhi.deliberation.models.gardens import Garden, GardenMember, Gift, Need, Pledge, Spending
from gongzhi.deliberation.models.hearings import Hearing, Speaker
from gongzhi.deliberation.models.meetings import Meeting, Motion, Objection, Seat, Vote
from gongzhi.deliberation.models.pacts import Pact, PactVersion
from gongzhi.deliberation.models.reviews import Review, Reviewed
from gongzhi.deliberation.models.talks import Agreed, Guest, Round, Said, Series
from gongzhi.deliberation.models.topics import Comment, Report, Topic, TopicRating

__all__ = ["Comment", "Meeting", "Motion", "Objection", "Report", "Seat", "Topic", "TopicRating", "Vote"]
__all__ += ["Adoption", "Agreed", "Garden", "GardenMember", "Gift", "Guest", "Need", "Pledge", "Plot", "Round"]
__all__ += ["Said", "Series", "Spending", "Swap", "Turn"]
__all__ += ["Hearing", "Pact", "PactVersion", "Speaker"]
__all__ += ["Review", "Reviewed"]
