"""The writes of the engine: `write.perform` carries every move, `verbs` names them."""
